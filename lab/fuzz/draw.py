"""Draws trials. A seed and the number of a trial give the same fault always, with the same definitions of options."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from conformance.model.operation import OperationKind
from lab.errors import LabError
from lab.faults.fault import Fault, HostRole, NamedFault, Showing
from lab.faults.operations import OVER_PAIRS
from lab.faults.target import FaultTarget
from lab.fuzz.definitions import Option
from lab.fuzz.grammar import DrawnFault, FaultKind
from lab.fuzz.kinds import access, limit, network, option, path, process, program
from lab.matrix.trial import TargetPair, Trial

_OFTEN = {
    FaultKind.OPTION: 4,
    FaultKind.PATH: 3,
    FaultKind.PROGRAM: 2,
    FaultKind.PROCESS: 2,
    FaultKind.NETWORK: 3,
    FaultKind.ACCESS: 2,
    FaultKind.LIMIT: 2,
}
"""How often a kind is drawn, against the others."""

_DRAW: dict[FaultKind, Callable[[Random, Sequence[Option]], DrawnFault]] = {
    FaultKind.OPTION: option.draw,
    FaultKind.PATH: lambda draw, _options: path.draw(draw),
    FaultKind.PROGRAM: lambda draw, _options: program.draw(draw),
    FaultKind.PROCESS: lambda draw, _options: process.draw(draw),
    FaultKind.NETWORK: lambda draw, _options: network.draw(draw),
    FaultKind.ACCESS: lambda draw, _options: access.draw(draw),
    FaultKind.LIMIT: lambda draw, _options: limit.draw(draw),
}

_MIDWAY = 0.7
"""How many of the faults that may come once a server runs do so."""

_PASSED_OVER = 200
"""Numbers for each trial that is wanted, among which it must be found."""


@dataclass(frozen=True)
class DrawnTrial:
    """A drawn fault, and the operation that is to meet it. midway: the fault comes once the operation's server runs."""

    seed: int
    number: int
    fault: DrawnFault
    operation: OperationKind
    part: HostRole
    midway: bool

    @property
    def id(self) -> str:
        """The name of fault and trial: fuzz-SEED-NUMBER-KIND-WHAT"""
        return f"fuzz-{self.seed}-{self.number:03d}-{self.fault.kind}-{self.fault.slug}"

    @property
    def alone(self) -> bool:
        """Whether no other host may be broken meanwhile: Nova may pick any for the operation."""
        return self.operation not in OVER_PAIRS and self.operation is OperationKind.RESIZE

    def on(self, pair: TargetPair) -> Trial:
        """The trial as the matrix knows it: a named fault, which shows in the operation."""

        def inject(target: FaultTarget) -> None:
            self.fault.inject(target, pair.peer)

        named = NamedFault(self.id, self.fault.does, Fault(self.fault.does, inject))
        return Trial(named, Showing(self.operation, self.part, midway=self.midway))


def drawn_fault(seed: int, number: int, options: Sequence[Option]) -> DrawnFault:
    """The fault of that number. :param options: drawable ones"""
    draw = Random(f"{seed}/{number}")  # noqa: S311 - repeatable, not secret
    kind = draw.choices(list(_OFTEN), list(_OFTEN.values()))[0]
    return _DRAW[kind](draw, options)


def drawn_trials(
    seed: int, count: int, options: Sequence[Option], operations: Collection[OperationKind], kinds: Collection[FaultKind]
) -> list[DrawnTrial]:
    """The first trials of a seed that are of one of these kinds and can be met by one of these operations.

    :raises LabError: there are not so many
    """
    found: list[DrawnTrial] = []
    known = option.drawable(options)
    if not known:
        raise LabError("there is no option among these definitions that an operation on a compute host meets")
    for trial in _trials(seed, count * _PASSED_OVER, known, operations, kinds):
        found.append(trial)
        if len(found) == count:
            return found
    raise LabError(f"of {count * _PASSED_OVER} faults drawn, {len(found)} are of these kinds and can be met by these operations")


def _trials(
    seed: int, last: int, options: Sequence[Option], operations: Collection[OperationKind], kinds: Collection[FaultKind]
) -> Iterator[DrawnTrial]:
    for number in range(1, last + 1):
        fault = drawn_fault(seed, number, options)
        meets = sorted(set(fault.meets) & set(operations))
        if fault.kind in kinds and meets:
            # on its own, so that other operations do not change the fault
            draw = Random(f"{seed}/{number}/operation")  # noqa: S311 - the same
            operation = draw.choice(meets)
            part = draw.choice((HostRole.SOURCE, HostRole.DESTINATION))
            midway = draw.random() < _MIDWAY and fault.midway and operation is not OperationKind.BOOT
            yield DrawnTrial(seed, number, fault, operation, _part(fault, operation, part), midway)


def _part(fault: DrawnFault, operation: OperationKind, drawn: HostRole) -> HostRole:
    if operation not in OVER_PAIRS:
        return HostRole.ONLY
    return fault.part or drawn
