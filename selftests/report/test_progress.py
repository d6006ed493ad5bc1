"""Where a run is, in words."""

import pytest

from conformance.report.terminal.progress import Progress, in_words, seconds_to_go

BEGUN = Progress(tests=24, done=0, pairs=12, pairs_done=0, round=0, rounds=3, in_flight=0, failed=0, seconds=None)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "0 of 24 tests, 0 of 12 pairs done, 12 to go, 0 running"),
        (
            {"done": 9, "pairs_done": 5, "round": 2, "in_flight": 3, "failed": 1, "seconds": 240.0},
            "9 of 24 tests, 5 of 12 pairs done, 7 to go, round 2 of 3, 3 running, 1 failed, about 4 min to go",
        ),
        ({"pairs": 0, "failed": 1, "known": 2}, "0 of 24 tests, 0 running, 1 failed, 2 known"),
        ({"pairs": 0, "in_flight": 1, "seconds": 89.0}, "0 of 24 tests, 1 running, about 89 s to go"),
        ({"pairs": 0, "seconds": 7500.0}, "0 of 24 tests, 0 running, about 2 h 05 min to go"),
    ],
)
def test_it_is_in_words(changes: dict[str, int], said: str) -> None:
    assert in_words(Progress(**vars(BEGUN) | changes)) == said


def test_what_is_left_takes_what_its_kind_took_in_this_run_else_in_earlier_ones() -> None:
    left = ["boot", "boot", "live migration"]
    assert seconds_to_go(left, {"boot": [10.0, 14.0]}, {"boot": 99.0, "live migration": 8.0}, spent=2.0, abreast=2) == 15.0


def test_quick_tests_do_not_tell_how_long_others_take() -> None:
    assert seconds_to_go(["invariant", "live migration"], {"invariant": [0.1]}, {}, spent=0.0, abreast=1) is None


def test_what_takes_longer_than_usual_is_about_to_end() -> None:
    assert seconds_to_go(["boot"], {"boot": [10.0]}, {}, spent=30.0, abreast=1) == 0.0
