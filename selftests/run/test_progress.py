"""Where a run is, in words."""

import pytest

from conformance.run.progress import Progress, in_words

BEGUN = Progress(tests=24, done=0, pairs=12, pairs_done=0, round=0, rounds=3, in_flight=0, failed=0, seconds=None)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "0 of 24 tests, 0 of 12 pairs done, 12 to go, 0 in flight"),
        (
            {"done": 9, "pairs_done": 5, "round": 2, "in_flight": 3, "failed": 1, "seconds": 240.0},
            "9 of 24 tests, 5 of 12 pairs done, 7 to go, round 2 of 3, 3 in flight, 1 failed, about 4 min to go",
        ),
        ({"pairs": 0, "in_flight": 1, "seconds": 89.0}, "0 of 24 tests, 1 in flight, about 89 s to go"),
        ({"pairs": 0, "seconds": 7500.0}, "0 of 24 tests, 0 in flight, about 2 h 05 min to go"),
    ],
)
def test_it_is_in_words(changes: dict[str, int], said: str) -> None:
    assert in_words(Progress(**vars(BEGUN) | changes)) == said
