"""How sure a verdict is: how often verdicts of its kind were right on evidence that no rule was ever made from.

calibration.yaml holds, of each kind, how many such verdicts there were and how many of them named the right cause and host. A verdict's
confidence is the rule of succession on these counts, (right + 1) / (counted + 2): of a kind that was never measured it is 0.5.
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import Field

from conformance.diagnosis.classify.explain import Covers
from conformance.diagnosis.classify.holding import Match
from conformance.input.data_file import read_data_file
from conformance.model.base import Noun

_FILE = Path(__file__).with_name("calibration.yaml")


class Kind(StrEnum):
    """What a verdict rests on."""

    INNERMOST = "innermost"
    """A rule that tells the innermost error of the chain, and no other cause does."""
    INNERMOST_RIVALS = "innermost-with-rivals"
    """The same, and another root cause stands beside it."""
    CONDITION = "condition"
    """A root that stands beside a chain which ends in a symptom."""
    LINE = "line"
    """A root in evidence without a chain."""
    FORESEEN = "foreseen"
    """An invariant that did not hold before the operation, and a chain that ends in a symptom."""
    EARLIER = "earlier"
    """Something that was said before the operation."""
    SYMPTOM = "symptom"
    """A symptom, or what a service says of its housekeeping."""


class Counted(Noun):
    """Verdicts of a kind on evidence that no rule was made from, and those of them that named the right cause and host."""

    counted: int = Field(ge=0)
    right: int = Field(ge=0)


class _Calibration(Noun):
    """The content of calibration.yaml."""

    measured: str = Field(description="on which evidence")
    kinds: dict[Kind, Counted]


@cache
def _calibration() -> _Calibration:
    found: _Calibration = read_data_file(_FILE, _Calibration)
    return found


def kind_of(match: Match, others: Sequence[Match]) -> Kind:
    """What a verdict that names a match's cause rests on. :param others: the other causes that stand"""
    if not match.root:
        return Kind.SYMPTOM
    if match.earlier:
        return Kind.EARLIER
    if match.covers is Covers.INNERMOST:
        rivals = any(other.root and other.cause.id != match.cause.id for other in others)
        return Kind.INNERMOST_RIVALS if rivals else Kind.INNERMOST
    return Kind.CONDITION if match.covers is Covers.CHAIN else Kind.LINE


def confidence_of(kind: Kind) -> float:
    """How often a verdict of that kind is right, from 0 to 1."""
    counts = _calibration().kinds.get(kind, Counted(counted=0, right=0))
    return round((counts.right + 1) / (counts.counted + 2), 2)
