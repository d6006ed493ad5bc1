"""How far a host's clock is from the clock here."""

from collections.abc import Mapping

from conformance.input.understanding import NOT_UNDERSTOOD, finite
from conformance.model.facts import Clock
from conformance.probe.chunks import Chunk


def clock_of(said: Mapping[str, Chunk], sent: float, received: float) -> Clock | None:
    """The bounds of the difference; None where the host did not tell its time, or no finite number.

    :param said: a program's chunks `clock` and `clock_after`, said first and last (common.sh)
    :param sent: when the host was asked, in epoch seconds of the clock here
    :param received: when all of its answer was here
    """
    first, last = said.get("clock"), said.get("clock_after")
    if first is None or last is None or not (first.ok and last.ok):
        return None
    try:
        # asked after it was sent, answered before it was received
        return Clock(least=round(finite(last.text) - received, 3), most=round(finite(first.text) - sent, 3))
    except NOT_UNDERSTOOD:
        return None
