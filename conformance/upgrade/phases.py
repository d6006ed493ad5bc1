"""What a gate does before, between and after the steps of an upgrade."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from conformance.checks.facts.store import gathered
from conformance.cloud.connection import connect
from conformance.cloud.retries import RetryPolicy
from conformance.discovery.compute_hosts import find_compute_hosts
from conformance.discovery.discovery import named_as_novas
from conformance.installation import SUITES
from conformance.model.cloud_facts import CloudFacts
from conformance.model.errors import UsageProblem
from conformance.report.compare.comparison import Comparison
from conformance.report.compare.files import compared, run_of
from conformance.report.run_file import RunFile
from conformance.run.place import new_place
from conformance.target import read_target
from conformance.upgrade.canary_set import CanarySet, begin
from conformance.upgrade.finished import unfinished
from conformance.upgrade.gate_file import Gate, GateStep, Phase, Reason
from conformance.upgrade.reasons import (
    differing_in_upgrade,
    failed_before,
    failures,
    inventory_changes,
    left_behind,
    longer_downtimes,
    not_looked_at,
    not_tested,
    of_canaries,
    too_old,
    untested,
)
from conformance.upgrade.suites import CANARIES, Ran, run_suites, target_arguments
from conformance.upgrade.watching import start_watching

STARTED = (CANARIES / "test_start.py", CANARIES / "test_resize_begins.py")

_WORKERS = re.compile(r"-n\w*$|--numprocesses=")

Keep = Callable[[Gate], object]


@dataclass(frozen=True)
class Asked:
    """What a step of a gate is asked to do.

    options: of pytest, besides those that name the cloud. run: a run that is taken instead of a new one. canaries: whether some are
    started.
    """

    cloud: str
    profile: str
    inventory: Path | None
    reports: Path
    changed: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    run: str | None = None
    canaries: bool = True

    @property
    def arguments(self) -> list[str]:
        """As a run of the suites is given them."""
        return [*self._target, *self.options]

    @property
    def for_canaries(self) -> list[str]:
        """As a run for canaries is given them: of the user's own, how many workers there are, and nothing that selects tests."""
        workers = [word for before, word in pairwise(("", *self.options)) if before == "-n" or _WORKERS.match(word)]
        return [*self._target, *workers]

    @property
    def _target(self) -> list[str]:
        return target_arguments(self.cloud, self.profile, self.inventory, self.reports)


def before(gate: Gate, asked: Asked, keep: Keep) -> Gate:
    """The cloud as it is before anything is upgraded: it must be sound, and its hosts must be of a release that can be upgraded from.

    :param keep: writes the gate down before its canaries are started, so that they are known whatever happens
    :raises UsageProblem: the run could not begin, or there is no run of that name
    """
    step = _Step(gate, asked, Phase.BEFORE)
    run = step.run(SUITES)
    step.judge(run, None)
    if gate.to:
        step.against += too_old(run.host_versions, gate.to)
    if asked.canaries:
        step.start_canaries(keep)
    return step.end(run)


def between(gate: Gate, asked: Asked, _: Keep) -> Gate:
    """After some hosts were upgraded: canaries, and every pair with one of them, both ways.

    :raises UsageProblem: the run could not begin, or nothing was done before
    """
    step = _Step(gate, asked, Phase.STEP)
    step.check_canaries(CANARIES / "test_lives.py")
    run = step.run(SUITES, *_strategy(asked.changed))
    step.judge(run, _baseline(gate, asked, run))
    return step.end(run)


def after(gate: Gate, asked: Asked, _: Keep) -> Gate:
    """All of it again, beside what was before; and what an upgrade must have finished.

    :raises UsageProblem: the run could not begin, or nothing was done before
    """
    step = _Step(gate, asked, Phase.AFTER)
    step.check_canaries(CANARIES / "test_lives.py", CANARIES / "test_resize_reverts.py")
    run = step.run(SUITES)
    step.judge(run, _baseline(gate, asked, run))
    step.against += left_behind(run.host_versions, gate.to)
    step.compare_inventories()
    step.see_what_is_unfinished(run)
    return step.end(run)


def _strategy(changed: Sequence[str]) -> list[str]:
    return ["--strategy", "changed-hosts", *(word for host in changed for word in ("--changed-host", host))]


def _baseline(gate: Gate, asked: Asked, run: RunFile) -> Comparison:
    """:raises UsageProblem: the run before the upgrade is not there any more"""
    first = gate.last(Phase.BEFORE)
    if first is None or first.run is None:
        raise UsageProblem(f"gate {gate.name} has seen nothing before the upgrade: `conformance gate {gate.name} before` comes first")
    return compared(run_of(first.run, asked.reports), run, asked.reports)


class _Step:
    """A step as it goes on."""

    def __init__(self, gate: Gate, asked: Asked, phase: Phase) -> None:
        self._gate = gate
        self._asked = asked
        self._phase = phase
        self._began = datetime.now(UTC)
        self._cloud: CloudFacts | None = None
        self._directory: Path | None = None
        self.against: list[Reason] = []
        self.undecided: list[Reason] = []
        self.known: list[Reason] = []

    def run(self, *arguments: str | Path) -> RunFile:
        """Run the suites, or take the run that was named. :raises UsageProblem: it did not begin, or has no result"""
        if self._asked.run:
            self._directory = (Path(self._asked.run) if "/" in self._asked.run else self._asked.reports / self._asked.run).absolute()
        else:
            ran = run_suites(*arguments, options=self._asked.arguments)
            self._see_that_it_ended(ran)
            self._directory = ran.directory
        facts = gathered(self._directory) if self._directory else None
        self._cloud = facts.cloud if facts else None
        return run_of(str(self._directory), self._asked.reports)

    def _see_that_it_ended(self, ran: Ran) -> None:
        """:raises UsageProblem: it did not begin"""
        if ran.directory is None:
            raise UsageProblem("the run of the suites did not begin; it says why above")
        if not ran.ended:
            self.undecided.append(
                Reason(what=f"the run of the suites did not come to its end (exit code {ran.exit_code})", run=ran.directory.name)
            )

    def judge(self, run: RunFile, comparison: Comparison | None) -> None:
        """What failed; beside what failed before, where there is something to compare with."""
        if comparison is not None and comparison.incomparable:
            self.undecided.append(Reason(what=f"not comparable with the run before the upgrade: {comparison.incomparable}", run=run.run))
        same = failed_before(comparison) if comparison is not None else frozenset()
        if self._phase is Phase.STEP:
            same |= differing_in_upgrade(run)
        self.against += failures(run, but=same)
        if comparison is not None:
            self.against += longer_downtimes(comparison)
            self.undecided += untested(comparison)
        self.known += [reason for reason in failures(run) if reason not in self.against]
        self.undecided += not_tested(run)

    def start_canaries(self, keep: Keep) -> None:
        """A canary on every host, those of an earlier try of this step among them."""
        kept = self._gate.canaries
        found = CanarySet(Path(kept)) if kept and Path(kept).is_dir() else begin(new_place(self._asked.reports).run_dir)
        self._gate = self._gate.model_copy(update={"canaries": str(found.directory)})
        keep(self._gate)
        ran = run_suites(*STARTED, "--canaries", found.directory, options=self._asked.for_canaries)
        self._judge_canaries(ran)
        self._watch(found)

    def check_canaries(self, *tests: Path) -> None:
        """See that each is as it was, by these tests."""
        kept = self._gate.canaries
        if not kept:
            return
        found = CanarySet(Path(kept))
        if not found.known():
            self.undecided.append(
                Reason(what=f"canaries cannot be looked at: {kept} has none. Was the directory kept from the step before?")
            )
            return
        ran = run_suites(*tests, "--canaries", found.directory, options=self._asked.for_canaries)
        self._judge_canaries(ran, found)
        self._watch(found)

    def _watch(self, canaries: CanarySet) -> None:
        """Have them watched from now on, where nobody does: a watcher ends with the machine that it runs on."""
        start_watching(canaries, read_target(self._asked.cloud, self._asked.profile, self._asked.inventory).profile.guest)

    def _judge_canaries(self, ran: Ran, checked: CanarySet | None = None) -> None:
        self._see_that_it_ended(ran)
        if ran.directory is not None:
            run = run_of(str(ran.directory), self._asked.reports)
            self.against += of_canaries(run)
            self.undecided += [*not_tested(run), *(not_looked_at(checked.known(), run) if checked else ())]

    def compare_inventories(self) -> None:
        """Placement's inventories and allocations, beside those before the upgrade."""
        first = self._gate.last(Phase.BEFORE)
        if first is None or self._cloud is None:
            self.undecided.append(Reason(what="Placement's inventories are not known, before the upgrade or now"))
            return
        still = frozenset(first.servers) & {server.id for server in self._cloud.servers}
        self.against += inventory_changes(first.providers, self._cloud.providers, still)

    def see_what_is_unfinished(self, run: RunFile) -> None:
        """What is to be seen on hosts of what an upgrade must have finished."""
        target = read_target(self._asked.cloud, self._asked.profile, self._asked.inventory)
        with connect(target.cloud, policy=RetryPolicy.READ) as conn, suppress(UsageProblem):
            # the run tells of hosts by Nova's names; where Nova does not answer any more, those of the inventory have to do
            target, _ = named_as_novas(target, find_compute_hosts(conn, target.inventory), ())
        with target.hosts(run=run.run) as hosts:
            found, unseen = unfinished(hosts, run.hosts)
        self.against += found
        self.undecided += unseen

    def end(self, run: RunFile) -> Gate:
        """The gate with this step."""
        step = GateStep(
            phase=self._phase,
            changed=self._asked.changed,
            started=self._began,
            ended=datetime.now(UTC),
            run=str(self._directory),
            versions=run.host_versions,
            providers=self._cloud.providers if self._cloud else (),
            servers=tuple(server.id for server in self._cloud.servers) if self._cloud else (),
            against=tuple(self.against),
            undecided=tuple(self.undecided),
            known=tuple(self.known),
        )
        return self._gate.model_copy(update={"steps": (*self._gate.steps, step)})
