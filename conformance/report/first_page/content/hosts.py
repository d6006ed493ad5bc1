"""The hosts: where operations failed, and which invariants do not hold on which of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from conformance.checks.invariants import find
from conformance.model.errors import SuiteFault
from conformance.model.operation import ON_HOSTS, OperationKind
from conformance.report.run_file import RunFile, TestOutcome, TestRecord
from conformance.report.terminal.tables import Shown, shown, worst
from conformance.report.terminal.words import one_line


@dataclass(frozen=True)
class Tally:
    """Of some tests, how many failed (known ones, too), of how many that told of the cloud; ended: the worst of them, None for none."""

    failed: int
    of: int
    ended: Shown | None


@dataclass(frozen=True)
class HostRow:
    """A host: operations that went into it and out of it, each operation on it (in the order of ON_HOSTS), and its invariants.

    violated: the ids of those that do not hold. unknown: how many could not be judged.
    """

    host: str
    into: Tally
    out: Tally
    on: tuple[Tally, ...]
    invariants: Tally
    violated: tuple[str, ...]
    unknown: int

    @property
    def weight(self) -> float:
        """How much there is to say of it: what failed on it counts more than the greater part of its pairs in one direction."""
        own = self.invariants.failed + self.unknown + sum(tally.failed for tally in self.on)
        return own + max(tally.failed / max(tally.of, 1) for tally in (self.into, self.out))

    @property
    def is_sound(self) -> bool:
        """Whether there is nothing to say of it."""
        tallies = (self.into, self.out, self.invariants, *self.on)
        return not any(tally.failed or tally.ended == "broken" for tally in tallies)


@dataclass(frozen=True)
class Violation:
    """An invariant that does not hold. tests: those that say so, of hosts or of the cloud. leads_to: the cause that it leads to."""

    invariant: str
    claim: str
    tests: tuple[TestRecord, ...]
    of: int
    leads_to: str | None
    seen: str
    remedy: str

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where; empty for one of the cloud as a whole."""
        return tuple(test.host for test in self.tests if test.host)


def host_rows(run: RunFile) -> list[HostRow]:
    """A row for each host, in the run's order."""
    into, out, on = _empty(run.hosts), _empty(run.hosts), _empty(run.hosts)
    for test in run.tests:
        if test.pair and test.applies:
            into.setdefault(test.pair.destination, []).append(test)
            out.setdefault(test.pair.source, []).append(test)
        elif test.host:
            on.setdefault(test.host, []).append(test)
    return [_row(host, into[host], out[host], on[host]) for host in run.hosts]


def violations(run: RunFile) -> list[Violation]:
    """The invariants that do not hold, those of most hosts first."""
    by_id: dict[str, list[TestRecord]] = {}
    for test in run.tests:
        if test.invariant:
            by_id.setdefault(test.invariant, []).append(test)
    found = [
        Violation(
            invariant=invariant,
            claim=failed[0].claim,
            tests=tuple(failed),
            of=sum(test.outcome.tells_of_the_cloud for test in tests),
            leads_to=failed[0].leads_to,
            seen=one_line(failed[0].seen or ""),
            remedy=_remedy(invariant),
        )
        for invariant, tests in by_id.items()
        if (failed := [test for test in tests if test.outcome is TestOutcome.FAILED])
    ]
    return sorted(found, key=lambda violation: (-len(violation.tests), violation.invariant))


def operations_on_hosts(run: RunFile) -> tuple[OperationKind, ...]:
    """Those that took part in the run."""
    done = {test.kind for test in run.tests if test.host and test.applies}
    return tuple(kind for kind in ON_HOSTS if kind in done)


def _empty(hosts: Iterable[str]) -> dict[str, list[TestRecord]]:
    return {host: [] for host in hosts}


def _row(host: str, into: Sequence[TestRecord], out: Sequence[TestRecord], on: Sequence[TestRecord]) -> HostRow:
    invariants = [test for test in on if test.invariant and test.applies]
    return HostRow(
        host=host,
        into=_tally(into),
        out=_tally(out),
        on=tuple(_tally([test for test in on if test.kind is kind]) for kind in ON_HOSTS),
        invariants=_tally(invariants),
        violated=tuple(test.invariant for test in invariants if test.invariant and test.outcome is TestOutcome.FAILED),
        unknown=sum(test.outcome is TestOutcome.BROKEN for test in invariants),
    )


def _tally(tests: Sequence[TestRecord]) -> Tally:
    outcomes = Counter(test.outcome for test in tests)
    failed = outcomes[TestOutcome.FAILED]
    return Tally(failed, failed + outcomes[TestOutcome.PASSED], worst(map(shown, tests)))


def _remedy(invariant: str) -> str:
    """What its file says; nothing for one that an earlier release had."""
    try:
        return find(invariant).about.remedy
    except (KeyError, SuiteFault):
        return ""
