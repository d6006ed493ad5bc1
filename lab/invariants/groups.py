"""Which invariants are shown by which fault, in which group; and which cannot be violated in the lab."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from lab.faults.fault import FaultGroup, NamedFault, Violation
from lab.faults.registry import faults

NOT_HERE = Path(__file__).with_name("not_here.yaml")


@dataclass(frozen=True)
class ShownInvariant:
    """An invariant, and the fault by which it is shown."""

    named: NamedFault
    violation: Violation

    @property
    def invariant(self) -> str:
        """Its id."""
        return self.violation.invariant


@cache
def shown() -> tuple[ShownInvariant, ...]:
    """Every invariant that is shown, sorted by its id."""
    return tuple(sorted(_all(), key=lambda one: one.invariant))


def members(group: FaultGroup) -> tuple[ShownInvariant, ...]:
    """What is shown in that group."""
    return tuple(one for one in shown() if one.violation.group is group)


def not_here() -> dict[str, str]:
    """By invariant, why it cannot be violated in the lab."""
    found: dict[str, str] = yaml.safe_load(NOT_HERE.read_text())
    return found


def _all() -> Iterator[ShownInvariant]:
    for named in faults():
        for violation in named.fault.invariants:
            if violation.group is not None:
                yield ShownInvariant(named, violation)
