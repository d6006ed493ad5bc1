"""What a fuzz target is, and how it is run for some time."""

import resource
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st

T = TypeVar("T")

_A_ROUND = 100
"""Inputs between two looks at the time and at the memory."""

_WARM_UP = 200
"""Inputs after which what is loaded once has been loaded."""


class LimitPassed(AssertionError):
    """An input took more time of the processor, or more memory, than its target may."""


@dataclass(frozen=True)
class FuzzTarget(Generic[T]):
    """What is fuzzed.

    :param inputs: makes the inputs
    :param check: raises for an input that the suite does not bear
    :param prepared: a context in which the inputs are checked: a server that answers, say
    :param seconds: of the processor that one input may take
    :param growth_mib: MiB by which the process may grow after its first inputs
    """

    name: str
    inputs: st.SearchStrategy[T]
    check: Callable[[T], None]
    prepared: Callable[[], AbstractContextManager[Any]] = nullcontext
    seconds: float = 5.0
    growth_mib: int = 200

    def check_bounded(self, given: T) -> None:
        """Check one input. :raises LimitPassed: it took more time of the processor than one may"""
        began = time.process_time()
        self.check(given)
        took = time.process_time() - began
        if took > self.seconds:
            raise LimitPassed(f"{took:.1f} s of the processor for one input; {self.seconds:g} s are allowed")


@dataclass(frozen=True)
class Figures:
    """What a target was given: how many inputs in how many seconds, and by how many MiB the process grew."""

    inputs: int
    seconds: float
    growth_mib: int


def fuzz(target: FuzzTarget[Any], seconds: float, seed: int) -> Figures:
    """Check inputs until the time is over.

    :param seed: the same seed gives the same inputs
    :raises Exception: the first that an input led to, with the smallest input found that leads to it in its notes
    """
    began, ends = time.monotonic(), time.monotonic() + seconds
    inputs, warm = 0, 0

    def one(given: Any) -> None:
        nonlocal inputs
        inputs += 1
        target.check_bounded(given)

    with target.prepared():
        round = 0
        while time.monotonic() < ends:
            _run(one, target.inputs, _A_ROUND, seed + round)
            round += 1
            if inputs <= _WARM_UP:
                warm = _peak_mib()
            elif _peak_mib() - warm > target.growth_mib:
                raise LimitPassed(f"{target.name} grew by {_peak_mib() - warm} MiB; {target.growth_mib} MiB are allowed (seed {seed})")
    return Figures(inputs, time.monotonic() - began, max(0, _peak_mib() - warm))


def few(target: FuzzTarget[Any], count: int) -> None:
    """Check so many inputs, always the same."""
    with target.prepared():
        _run(target.check_bounded, target.inputs, count, 0)


def _run(check: Callable[[Any], None], inputs: st.SearchStrategy[Any], count: int, seed: int) -> None:
    limits = settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    hypothesis.seed(seed)(limits(hypothesis.given(inputs)(_no_pytest_item(check))))()


def _no_pytest_item(check: Callable[[Any], None]) -> Callable[[Any], None]:
    """The check as a plain function of one argument."""

    def checked(given: Any) -> None:
        check(given)

    return checked


def _peak_mib() -> int:
    """The most memory that this process ever took, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
