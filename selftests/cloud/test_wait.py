"""Waits end when they should, and say what they saw."""

from collections.abc import Callable, Iterator
from typing import cast

import pytest
from openstack.connection import Connection
from openstack.exceptions import NotSupported

from conformance.cloud.nova import service_of
from conformance.cloud.wait import LastSeen, NothingSeen, OnlyErrors, Pace, TimedOut, Transient, read_with_retry, wait_until


class Clock:
    """Sleeping alone moves it, so that a budget is as many looks on any machine."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in ("tenacity", "tenacity.nap", "conformance.cloud.wait"):
        monkeypatch.setattr(f"{module}.time", clock)
    return clock


QUICK = Pace(first=0.001, growth=1.2, longest=0.005)


def _looks(*states: str | Exception) -> Callable[[], LastSeen[str]]:
    rest = list(states)

    def look() -> LastSeen[str]:
        state = rest.pop(0) if len(rest) > 1 else rest[0]
        if isinstance(state, Exception):
            raise state
        return LastSeen(state == "done", state, state.upper())

    return look


def test_it_returns_what_the_look_that_was_done_saw() -> None:
    assert wait_until("x", _looks("building", "done"), 1, pace=QUICK) == "DONE"


def test_each_change_is_told_once() -> None:
    told: list[str] = []
    wait_until("x", _looks("building", "building", "spawning", "done"), 1, pace=QUICK, on_change=told.append)
    assert told == ["building", "spawning", "done"]


def test_a_timeout_says_name_budget_elapsed_time_and_the_last_state() -> None:
    with pytest.raises(TimedOut, match=r"boot of x: not within its 0\.02 s \(gave up after 0\.\d s\); last seen: spawning"):
        wait_until("boot of x", _looks("building", "spawning"), 0.02, pace=QUICK)


def test_passing_troubles_are_borne_and_counted() -> None:
    with pytest.raises(TimedOut, match=r"last seen: spawning \(1 looks failed, the last: 503\)"):
        wait_until("x", _looks(Transient("503"), "spawning"), 0.02, pace=QUICK)


def test_if_no_look_tells_anything_the_way_there_is_broken() -> None:
    with pytest.raises(NothingSeen, match="reset"):
        wait_until("x", _looks(Transient("reset")), 0.02, pace=QUICK)


def test_if_all_that_is_answered_is_an_error_the_cloud_is_broken() -> None:
    with pytest.raises(OnlyErrors, match=r"expected: server x\nseen: nothing could be seen for 0 s \(\d+ looks failed, the last: 500\)"):
        wait_until("server x", _looks(Transient("reset"), Transient("500", answered=True)), 0.02, pace=QUICK)


def test_another_exception_ends_the_wait_at_once() -> None:
    with pytest.raises(ZeroDivisionError):
        wait_until("x", _looks("building", ZeroDivisionError()), 60, pace=QUICK)


def test_intervals_grow_up_to_the_longest(clock: Clock) -> None:
    wait_until("x", _looks(*["building"] * 12, "done"), 60, pace=Pace(first=0.5, growth=1.5, longest=3.0))
    assert clock.slept[:3] == [0.5, 0.75, 1.125]
    assert clock.slept[-1] == 3.0


def test_insisting_gets_an_answer_over_short_troubles() -> None:
    answers: Iterator[str | Exception] = iter([Transient("503"), "here"])

    def read() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert read_with_retry("x", read, 1, pace=QUICK) == "here"


def test_a_service_that_does_not_tell_its_versions_is_one_that_did_not_answer() -> None:
    class Down:
        @property
        def placement(self) -> None:
            raise NotSupported("exists but does not have any supported versions")

    with pytest.raises(Transient, match="no answer from placement: "):
        service_of(cast(Connection, Down()), "placement")


def test_a_wait_of_many_looks_ends_by_its_budget_alone() -> None:
    assert Pace(first=0.001, growth=1.5, longest=0.02).interval(100_000, 3600.0) == 0.02
