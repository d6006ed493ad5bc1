"""Waiting with a name, a budget, an adaptive interval and a last-seen state."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from tenacity import RetryCallState, RetryError, Retrying, retry_if_exception_type, retry_if_result, stop_after_delay

from conformance.model.errors import CloudFault, SuiteFault

T = TypeVar("T")


class Transient(Exception):
    """A look that told nothing (503, connection reset): the next one may.

    :param after: seconds that the server asked to be left alone for; None: it did not say
    :param answered: whether there was an answer, and it was an error
    """

    def __init__(self, message: str, after: float | None = None, *, answered: bool = False) -> None:
        super().__init__(message)
        self.after = after
        self.answered = answered


class TimedOut(Exception):
    """A wait's budget is spent. Says what was waited for, the budget, how long it took and what was seen last."""

    def __init__(self, what: str, budget: float, elapsed: float, seen: str) -> None:
        super().__init__(f"{what}: not within its {budget:g} s (gave up after {elapsed:.1f} s); last seen: {seen}")
        self.seen = seen


class NothingSeen(SuiteFault):
    """No look was answered during the whole wait: it is the way to the cloud that is broken, not what was waited for."""


class OnlyErrors(CloudFault):
    """No look told anything during the whole wait, and the last was answered with an error: the cloud's own API fails."""


@dataclass(frozen=True)
class LastSeen(Generic[T]):
    """What one look saw: whether the wait is over, the state in words, and the value to hand back. soon: the next look should be soon."""

    done: bool
    state: str
    value: T
    soon: bool = False


_EARLY = 0.7
"""Before this part of the usual time, hardly anything of its kind has ended."""

_LATE = 1.5
"""After this multiple of it, this one is not a usual one."""

_MOST_GROWN = 200
"""Looks after which the interval does not grow any more: it has long been the longest."""

_FINE = 0.05
"""Around the usual time, looks are this part of it apart."""


@dataclass(frozen=True)
class Pace:
    """Seconds between two looks: the first, by what factor they grow, and the longest.

    usual: seconds that what is waited for has usually taken; looks are rare before that time, and frequent around it. None: not known.
    doubt: seconds in which what was asked for without a clear answer must show, or it is asked for again.
    """

    first: float = 0.5
    growth: float = 1.25
    longest: float = 3.0
    usual: float | None = None
    doubt: float = 8.0

    def interval(self, looks: int, elapsed: float) -> float:
        """Seconds until the next look, after that many looks in the seconds that have passed."""
        if self.usual is None:
            # of a wait of hours, the power alone would be too large for a float
            return min(self.longest, self.first * self.growth ** min(looks - 1, _MOST_GROWN))
        if elapsed < _EARLY * self.usual:
            return min(self.longest, max(self.first, _EARLY * self.usual - elapsed))
        if elapsed < _LATE * self.usual:
            return min(self.longest, max(self.first, _FINE * self.usual))
        return self.longest


DEFAULT_PACE = Pace()


def wait_until(
    what: str,
    look: Callable[[], LastSeen[T]],
    budget: float,
    *,
    pace: Pace = DEFAULT_PACE,
    on_change: Callable[[str], None] = lambda _: None,
) -> T:
    """Look until a look is done, ever more rarely, and return its value.

    :param what: what is waited for, as the timeout message names it
    :param look: may raise Transient, which is tolerated and counted; any other exception ends the wait
    :param budget: seconds
    :param on_change: told each state that differs from the one before
    :raises TimedOut: the budget is spent
    :raises NothingSeen: it is spent, every look was Transient, and the last got no answer
    :raises OnlyErrors: the same, and the last was answered
    """
    began = time.monotonic()
    states: list[str] = []
    troubles: list[Transient] = []

    def looked() -> LastSeen[T]:
        try:
            seen = look()
        except Transient as trouble:
            troubles.append(trouble)
            raise
        if not states or states[-1] != seen.state:
            states.append(seen.state)
            on_change(seen.state)
        return seen

    def until_next(state: RetryCallState) -> float:
        interval = pace.interval(state.attempt_number, time.monotonic() - began)
        outcome = state.outcome
        if outcome is None:
            return interval
        trouble = outcome.exception()
        if trouble is not None:
            return max(interval, min(getattr(trouble, "after", None) or 0.0, budget))
        return min(interval, pace.first) if outcome.result().soon else interval

    retrying = Retrying(
        stop=stop_after_delay(budget),
        wait=until_next,
        retry=retry_if_exception_type(Transient) | retry_if_result(lambda seen: not seen.done),
    )
    try:
        return retrying(looked).value
    except RetryError as spent:
        elapsed = time.monotonic() - began
        passed = f" ({len(troubles)} looks failed, the last: {troubles[-1]})" if troubles else ""
        if not states:
            seen = f"nothing could be seen for {elapsed:.0f} s{passed}"
            raise (OnlyErrors(what, seen) if troubles[-1].answered else NothingSeen(f"{what}: {seen}")) from spent
        raise TimedOut(what, budget, elapsed, states[-1] + passed) from spent


def read_with_retry(what: str, read: Callable[[], T], budget: float, *, pace: Pace = DEFAULT_PACE) -> T:
    """Read something that is there, however often it takes to get an answer.

    :param budget: seconds
    :raises NothingSeen: there was none in that time
    :raises OnlyErrors: there were only errors
    """
    return wait_until(what, lambda: LastSeen(done=True, state="", value=read()), budget, pace=pace)
