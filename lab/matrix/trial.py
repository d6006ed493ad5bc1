"""One fault in one operation: what is expected of the suite, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import AliasChoices, Field

from conformance.model.base import Noun
from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, FaultPlace, HostRole, NamedFault, Showing, Violation
from lab.faults.operations import OVER_PAIRS, TESTS
from lab.faults.registry import fault

NO_VERDICT = "no verdict"
"""What stands for the cause where the operation passed."""


@dataclass(frozen=True)
class TargetPair:
    """Two compute hosts that a trial has for itself: the one that is broken, and its peer."""

    target: str
    peer: str

    def host(self, blamed: Blamed) -> str | None:
        """The name of the host that is to be named."""
        return {Blamed.TARGET: self.target, Blamed.PEER: self.peer, Blamed.NONE: None}[blamed]


@dataclass(frozen=True)
class Trial:
    """A fault and an operation through which it shows."""

    named: NamedFault
    showing: Showing

    @property
    def id(self) -> str:
        """FAULT-OPERATION"""
        return f"{self.named.name}-{self.showing.operation}"

    @property
    def alone(self) -> bool:
        """Whether nothing else may run meanwhile: the control plane is broken for all."""
        return self.named.fault.place is FaultPlace.CONTROL and not self.named.fault.apart

    def before(self, pair: TargetPair) -> tuple[str, ...]:
        """Node ids of what the suite does first: a boot on the peer, where a boot's fault comes once a server runs."""
        boots_late = self.showing.midway and self.showing.operation is OperationKind.BOOT
        return (f"{TESTS[OperationKind.BOOT]}[{pair.peer}]",) if boots_late else ()

    def test(self, pair: TargetPair) -> str:
        """The node id of the suite's own test of that operation."""
        node = TESTS[self.showing.operation]
        if self.showing.operation not in OVER_PAIRS:
            return f"{node}[{pair.target}]"
        source, destination = (pair.peer, pair.target) if self.showing.part is HostRole.DESTINATION else (pair.target, pair.peer)
        return f"{node}[{source}-to-{destination}]"

    def expected(self, pair: TargetPair) -> "tuple[TrialFinding, ...]":
        """What the suite may find: one thing, or, where two faults are there at once, any of them."""
        if self.showing.passes:
            return (TrialFinding(cause=NO_VERDICT),)
        blamed = self.showing.blamed or self.named.fault.blamed
        host = pair.host(blamed)
        own = TrialFinding(cause=self.showing.cause or self.named.fault.cause or NO_VERDICT, detail=self.showing.detail, host=host)
        if not self.named.fault.companion:
            return (own, *(TrialFinding(cause=cause, host=host) for cause in self.showing.others))
        other = fault(self.named.fault.companion).fault
        return (own, TrialFinding(cause=other.cause or NO_VERDICT, host=pair.peer if other.blamed is Blamed.TARGET else pair.target))


def violated_on(violation: Violation, named: NamedFault, pair: TargetPair) -> str | None:
    """The host on which an invariant must be reported as violated; None: of no certain one."""
    usual = Blamed.NONE if named.fault.place is FaultPlace.CONTROL else Blamed.TARGET
    return pair.host(violation.on or usual)


class TrialFinding(Noun):
    """A cause, and the host to blame; detail None where it is not laid down."""

    cause: str
    detail: str | None = None
    host: str | None = None
    side: str | None = None
    confidence: float | None = None

    def meets(self, expected: "TrialFinding") -> bool:
        """Whether it is what was expected."""
        return (self.cause, self.host) == (expected.cause, expected.host) and expected.detail in {None, self.detail}

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.cause}{detail}" + (f" on {self.host}" if self.host else "")


class Reported(StrEnum):
    """What the suite reported of an invariant that the fault violates. EXCLUDED: the host was disabled in Nova, and not looked at."""

    VIOLATED = "violated"
    NOT_VIOLATED = "not violated"
    EXCLUDED = "excluded"


class InvariantReport(Noun):
    """What the suite reported of an invariant, with the fault injected.

    host: where it must be reported as violated; None: of no certain host. words: what was said of it, in a line.
    """

    invariant: str
    host: str | None
    reported: Reported
    words: str = ""

    def __str__(self) -> str:
        return f"{self.invariant} {self.reported}" + (f" on {self.host}" if self.host else "") + (f": {self.words}" if self.words else "")


class OfTrial(Noun):
    """What is kept of a trial. trial: its id."""

    trial: str


class TrialResult(OfTrial):
    """What came of a trial.

    kind: real or recorded. run: the suite's run with the fault; recovered_run: the one after recovery and remedy.
    recovered: what that found, which must be no verdict. invariants: what was reported of those that the fault violates; None: they were
    not looked at. seconds: from the fault's first sign to the verdict. took: seconds of all of it. trouble: why there is no
    finding, if so. judged_again: the finding was made later, from the evidence of that run, with causes as they are now; it does not
    count as right.
    """

    fault: str
    title: str
    operation: str
    part: str
    kind: str
    expected: tuple[TrialFinding, ...]
    got: TrialFinding | None
    run: str | None = None
    seconds: float | None = None
    # runs of earlier releases have these under their former names
    recovered: TrialFinding | None = Field(default=None, validation_alias=AliasChoices("recovered", "healed"))
    recovered_run: str | None = Field(default=None, validation_alias=AliasChoices("recovered_run", "healed_run"))
    invariants: tuple[InvariantReport, ...] | None = None
    took: float = 0.0
    ended: datetime | None = None
    trouble: str = ""
    message: str = ""
    judged_again: bool = False

    @property
    def right(self) -> bool:
        """Whether cause, host and invariants are what was expected, and nothing was found once the fault was recovered."""
        return (
            self.right_with_fault
            and not self.judged_again
            and (self.kind == "recorded" or (self.recovered is not None and self.recovered.cause == NO_VERDICT))
        )

    @property
    def right_with_fault(self) -> bool:
        """Whether cause, host and invariants are what was expected, whatever came after recovery."""
        return self.named_right and not self.not_violated

    @property
    def not_violated(self) -> tuple[InvariantReport, ...]:
        """The invariants that the fault was to violate, and that the suite did not report as violated."""
        return tuple(one for one in self.invariants or () if one.reported is Reported.NOT_VIOLATED)

    @property
    def named_right(self) -> bool:
        """Whether cause and host are what was expected."""
        return self.got is not None and any(self.got.meets(one) for one in self.expected)


def finding(verdict: dict[str, Any] | None) -> TrialFinding:
    """What a verdict of run.json says; None: there was none."""
    if verdict is None:
        return TrialFinding(cause=NO_VERDICT)
    return TrialFinding.model_validate({name: verdict.get(name) for name in ("cause", "detail", "host", "side", "confidence")})
