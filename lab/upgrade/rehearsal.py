"""An upgrade of the lab through the suite's gate, and regressions that the gate must find on the way."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

from lab.access.operator import with_access
from lab.errors import LabError
from lab.faults.fault import FaultPlace
from lab.faults.injection import inject, recover
from lab.installed.releases import next_of
from lab.layout import CONTROL, Layout
from lab.lifecycle import StartProgress
from lab.nodes.node import Node, running_nodes
from lab.services.files import release_of
from lab.upgrade.commands import upgrade_part
from lab.upgrade.regression import NamedRegression, Point

_LIMIT = 1800.0
"""Seconds that one step of the gate may take."""


@dataclass(frozen=True)
class GateAnswer:
    """What a step of the gate said: its exit code, the verdict, and the reasons against it."""

    exit_code: int
    verdict: str
    against: Sequence[dict[str, Any]] = ()
    undecided: Sequence[dict[str, Any]] = ()
    seconds: float = 0.0

    def names(self, causes: Collection[str], host: str | None) -> bool:
        """Whether it is no-go for one of these causes, on the host."""
        return self.verdict == "no-go" and any(
            reason["cause"] in causes and (host is None or host in f"{reason['where']} {reason['what']}") for reason in self.against
        )


@dataclass
class Rehearsal:
    """One upgrade of a lab that is up, from its release to the next.

    reports: where the gate and its runs leave their results. results: what came of each part.
    """

    layout: Layout
    reports: Path
    say: Callable[[str], None]
    workers: int = 3
    results: list[tuple[str, bool, GateAnswer]] = field(default_factory=list)

    def go(self, regressions: Iterable[NamedRegression]) -> bool:
        """All of it, in order. Whether the gate said go where all was well, and found every regression."""
        hosts = sorted(node.name for node in running_nodes(self.layout) if node.name != CONTROL)
        release = next_of(release_of(Node(CONTROL, self.layout)))
        wanted = list(regressions)
        try:
            self._all_of_it(hosts, release, wanted)
        finally:
            # the gate itself ends them when all is well; else their watcher would outlive the lab
            self._stop_canaries()
        return all(right for _, right, _ in self.results)

    def _all_of_it(self, hosts: Sequence[str], release: str, wanted: Sequence[NamedRegression]) -> None:
        self._gate("before", "--to", release)
        self._upgrade(CONTROL)
        for host in hosts:
            if host == hosts[-1]:
                self._provoke(one for one in wanted if one.regression.point is Point.AFTER and one.regression.host == host)
            self._upgrade(host)
            if host == hosts[0]:
                self._provoke(one for one in wanted if one.regression.point is Point.STEP)
            self._gate("step", "--changed-host", host)
        self._upgrade("finish")
        self._provoke(one for one in wanted if one.regression.point is Point.AFTER and one.regression.host != hosts[-1])
        self._gate("after")

    def _upgrade(self, what: str) -> None:
        self.say(f"upgrade {what}")
        upgrade_part(self.layout, what, StartProgress(self.say))

    def _gate(self, phase: str, *words: str) -> None:
        """A step of the gate where all is well."""
        answer = self._ask(phase, *words)
        self._note(f"{phase} {' '.join(words)}".strip(), answer.verdict == "go", answer)

    def _provoke(self, regressions: Iterable[NamedRegression]) -> None:
        for named in regressions:
            try:
                self._provoke_one(named)
            except LabError as error:
                self.say(f"{named.name}: {error}")
                self.results.append((named.name, False, GateAnswer(1, "error")))

    def _provoke_one(self, named: NamedRegression) -> None:
        regression, fault = named.regression, named.named_fault
        self.say(f"provoke {named.name}: {regression.title}")
        place = CONTROL if fault and fault.fault.place is FaultPlace.CONTROL else regression.host or CONTROL
        if fault:
            inject(fault, Node(place, self.layout))
        try:
            beside = Thread(target=regression.meanwhile, args=(self.layout,), daemon=True) if regression.meanwhile else None
            if beside:
                beside.start()
            changed = ("--changed-host", regression.host) if regression.point is Point.STEP and regression.host else ()
            answer = self._ask(str(regression.point), *changed, "--", *regression.tests)
        finally:
            if fault:
                recover(self.layout, fault.name, place)
        self._note(named.name, answer.names(regression.causes, regression.host), answer)
        if regression.renews_canaries:
            self._renew_canaries()

    def _ask(self, phase: str, *words: str) -> GateAnswer:
        """Run a step of the gate. :raises LabError: it took too long, or left no answer"""
        began = time.monotonic()
        separator = [] if "--" in words else ["--"]
        code = self._conformance("gate", "rehearsal", phase, *self._target, *words, *separator, "-n", str(self.workers))
        path = self.reports / "gates" / "rehearsal" / "gate.json"
        if code not in {0, 1, 3}:
            raise LabError(f"conformance gate {phase} ended with {code} (log: {self.log})")
        step = json.loads(path.read_text())["steps"][-1]
        verdict = {0: "go", 1: "no-go", 3: "undecided"}[code]
        return GateAnswer(code, verdict, step["against"], step["undecided"], time.monotonic() - began)

    def _renew_canaries(self) -> None:
        """Those of which one was restarted are replaced: they would be against every further step."""
        kept = self._stop_canaries()
        self._conformance("canary", "start", "--canaries", str(kept), *self._target)

    def _stop_canaries(self) -> str | None:
        """Stop them, where the gate has started some. :return: the directory of their set"""
        gate = self.reports / "gates" / "rehearsal" / "gate.json"
        kept: str | None = json.loads(gate.read_text())["canaries"] if gate.exists() else None
        if kept is not None:
            inventory = str(self.layout.access / "inventory.ini")
            self._conformance("canary", "stop", "--canaries", kept, "--inventory", inventory, "--reports", str(self.reports))
        return kept

    @property
    def log(self) -> Path:
        """The output of the suite's programs."""
        return self.reports / "rehearsal.log"

    @property
    def _target(self) -> tuple[str, ...]:
        inventory = str(self.layout.access / "inventory.ini")
        return ("--os-cloud", "lab", "--profile", "lab", "--inventory", inventory, "--reports", str(self.reports))

    def _conformance(self, *words: str) -> int:
        program = str(Path(sys.executable).with_name("conformance"))
        self.reports.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            done = subprocess.run(
                [program, *words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=with_access(self.layout),
                timeout=_LIMIT,
                check=False,
            )
        return done.returncode

    def _note(self, what: str, right: bool, answer: GateAnswer) -> None:
        self.results.append((what, right, answer))
        self.say(f"{'right' if right else 'WRONG'}: {what}: {answer.verdict} after {answer.seconds:.0f} s")
        for reason in (*answer.against, *answer.undecided)[:5]:
            self.say(f"    {reason['cause'] or ''} {reason['where']} {reason['what'][:200]}")
