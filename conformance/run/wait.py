"""Waiting with a name, a budget, an adaptive interval and a last-seen state."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from tenacity import RetryError, Retrying, retry_if_exception_type, retry_if_result, stop_after_delay, wait_exponential

from conformance.model.errors import SuiteFault

T = TypeVar("T")


class Transient(Exception):
    """A look that told nothing (503, connection reset): the next one may."""


class TimedOut(Exception):
    """A wait's budget is spent. Says what was waited for, the budget, how long it took and what was seen last."""

    def __init__(self, what: str, budget: float, elapsed: float, seen: str) -> None:
        super().__init__(f"{what}: not within its {budget:g} s (gave up after {elapsed:.1f} s); last seen: {seen}")
        self.seen = seen


class NothingSeen(SuiteFault):
    """No look told anything during the whole wait: it is the way to the cloud that is broken, not what was waited for."""


@dataclass(frozen=True)
class Seen(Generic[T]):
    """What one look saw: whether the wait is over, the state in words, and the value to hand back."""

    done: bool
    state: str
    value: T


@dataclass(frozen=True)
class Pace:
    """Seconds between two looks: the first, by what factor they grow, and the longest."""

    first: float = 0.5
    growth: float = 1.25
    longest: float = 3.0


DEFAULT_PACE = Pace()


def wait_until(
    what: str,
    look: Callable[[], Seen[T]],
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
    :raises NothingSeen: it is spent, and every look was Transient
    """
    began = time.monotonic()
    states: list[str] = []
    troubles: list[str] = []

    def looked() -> Seen[T]:
        try:
            seen = look()
        except Transient as trouble:
            troubles.append(str(trouble))
            raise
        if not states or states[-1] != seen.state:
            states.append(seen.state)
            on_change(seen.state)
        return seen

    retrying = Retrying(
        stop=stop_after_delay(budget),
        wait=wait_exponential(multiplier=pace.first, exp_base=pace.growth, max=pace.longest),
        retry=retry_if_exception_type(Transient) | retry_if_result(lambda seen: not seen.done),
    )
    try:
        return retrying(looked).value
    except RetryError as spent:
        elapsed = time.monotonic() - began
        passed = f" ({len(troubles)} looks failed, the last: {troubles[-1]})" if troubles else ""
        if not states:
            raise NothingSeen(f"{what}: nothing could be seen for {elapsed:.0f} s{passed}") from spent
        raise TimedOut(what, budget, elapsed, states[-1] + passed) from spent


def insist(what: str, read: Callable[[], T], budget: float, *, pace: Pace = DEFAULT_PACE) -> T:
    """Read something that is there, however often it takes to get an answer.

    :param budget: seconds
    :raises NothingSeen: there was none in that time
    """
    return wait_until(what, lambda: Seen(done=True, state="", value=read()), budget, pace=pace)
