"""The longest silence of a guest, of the times at which a probe saw its answers: no clock runs here."""

from collections.abc import Iterable

import pytest

from conformance.instances.silence import INTERVAL, Silence


def silence(answers: Iterable[float], until: float, asleep: tuple[float, float] | None = None) -> Silence:
    """What a probe saw that looks every INTERVAL from 0 on, but for the time in which it sleeps itself: what comes then it sees late."""
    seen, left, now = Silence(), sorted(answers), 0.0
    while now <= until:
        if asleep and asleep[0] <= now < asleep[1]:
            now = asleep[1]
        seen.look(now)
        while left and left[0] <= now:
            left.pop(0)
            seen.answer(now)
        now = round(now + INTERVAL, 3)
    return seen


def every(interval: float, begin: float, end: float) -> list[float]:
    return [round(begin + number * interval, 3) for number in range(int((end - begin) / interval))]


def test_a_guest_that_always_answers_was_silent_from_one_answer_to_the_next() -> None:
    assert silence(every(0.05, 0.05, 10), 9).longest == pytest.approx(0.05)


def test_it_is_the_longest_time_between_two_answers_not_the_sum_of_what_was_lost() -> None:
    answers = [*every(0.05, 0.05, 1), *every(0.05, 2.5, 3), *every(0.05, 4, 8)]
    assert silence(answers, 7).longest == pytest.approx(2.5 - 0.9)


def test_what_the_probe_slept_through_is_not_the_guests() -> None:
    seen = silence(every(0.05, 0.05, 10), 9, asleep=(3, 6))
    assert seen.longest <= 2 * INTERVAL
    assert seen.stalled == pytest.approx(3, abs=2 * INTERVAL)


def test_a_silence_that_the_probe_slept_through_in_part_counts_as_far_as_it_was_seen() -> None:
    seen = silence([*every(0.05, 0.05, 2), *every(0.05, 7, 10)], 9, asleep=(3, 5))
    assert seen.longest == pytest.approx(7 - 1.95 - 2 + INTERVAL, abs=2 * INTERVAL)


def test_a_silence_that_has_not_ended_is_told_by_how_long_it_lasts() -> None:
    seen = silence(every(0.05, 0.05, 2), 6)
    assert seen.longest == pytest.approx(0.05)
    assert seen.lasting == pytest.approx(6 - 1.95)


def test_before_the_first_answer_there_is_no_silence() -> None:
    seen = silence(every(0.05, 3, 5), 5)
    assert seen.longest == pytest.approx(0.05)
    assert seen.first_after == pytest.approx(3)


def test_without_any_answer_nothing_is_said_of_silence() -> None:
    seen = silence([], 5)
    assert (seen.longest, seen.lasting, seen.first_after, seen.answers) == (0, 0, None, 0)
