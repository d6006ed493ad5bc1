import time

from conformance.diagnosis.evidence.collectors.settle import heartbeat_age, settle


def test_what_is_decided_is_not_looked_at_twice() -> None:
    pauses: list[float] = []
    assert settle(lambda: "dead", lambda seen: seen == "late", budget=50, pause=pauses.append) == "dead"
    assert pauses == []


def test_what_is_late_is_looked_at_until_it_is_decided() -> None:
    looks = iter(["late", "late", "dead", "never looked at"])
    assert settle(lambda: next(looks), lambda seen: seen == "late", budget=50, pause=lambda _: None) == "dead"


def test_looking_ends_with_the_budget() -> None:
    pauses: list[float] = []
    assert settle(lambda: "late", lambda seen: seen == "late", budget=20, interval=5, pause=pauses.append) == "late"
    assert sum(pauses) == 20


def test_ages_of_both_ways_in_which_time_is_written() -> None:
    then = time.gmtime(time.time() - 100)
    for stamp in (time.strftime("%Y-%m-%d %H:%M:%S", then), time.strftime("%Y-%m-%dT%H:%M:%S.000000", then)):
        assert 99 <= heartbeat_age(stamp) <= 105


def test_a_heartbeat_that_never_came_is_not_late() -> None:
    assert heartbeat_age(None) == 0.0
