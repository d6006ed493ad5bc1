"""What no reader of a user's file foresees: a line, too, and never a traceback."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from conformance.input.understanding import NOT_UNDERSTOOD, oddity
from conformance.model.errors import UsageProblem

P = ParamSpec("P")
R = TypeVar("R")

SAID = "the suite did not foresee what stands there"
"""What such a line says: self-tests look for it, as a reader should know better."""


@contextmanager
def _complaining(source: str) -> Iterator[None]:
    try:
        yield
    except (OSError, *NOT_UNDERSTOOD) as error:
        raise UsageProblem(f"{source}: {SAID} ({oddity(error)}). Write it in another way, and report this") from error


def reads(what: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A function that reads a file of the user's, which its first argument names. What it does not foresee, it refuses.

    :param what: what the file is, for people: "profile"
    """

    def decorate(read: Callable[P, R]) -> Callable[P, R]:
        @wraps(read)
        def reading(*args: P.args, **kwargs: P.kwargs) -> R:
            with _complaining(f"{what} {args[0]}" if args else what):
                return read(*args, **kwargs)

        return reading

    return decorate
