"""What the suite says of invariants, in a run that only looks."""

import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

from lab.access.operator import changed_profile, suite_command, with_access
from lab.errors import LabError
from lab.layout import Layout

_ROOT = Path(__file__).parents[2]

OF_OTHERS = {
    "libvirt answers virsh": "libvirt_answers",
    "libvirt runs domains of virt_type ": "acceleration",
    "Placement has a resource provider ": "providers_match",
    "Open vSwitch answers ovs-vsctl": None,
    "nova-compute's configuration can be read": None,
    "the instances path is there": None,
}
"""How claims begin that any invariant fails with whose own claim could not be looked at, as the host gave no answer; and whose they are."""


@dataclass(frozen=True)
class Test:
    """One test's outcome (passed, failed, skipped, error) and its words."""

    name: str
    outcome: str
    words: str


@dataclass(frozen=True)
class Said:
    """The outcomes of a run, by invariant."""

    tests: Mapping[str, Sequence[Test]]

    def is_well(self, invariant: str, host: str, outcome: str = "passed") -> bool:
        """Whether it failed nowhere, and had that outcome on that host, or of the cloud where it is about that."""
        tests = self.tests.get(invariant, ())
        there = [test for test in tests if test.name in {invariant, f"{invariant}-{host}"}]
        return bool(there) and all(test.outcome == outcome for test in there) and {test.outcome for test in tests} <= {"passed", "skipped"}

    def failure(self, invariant: str) -> str | None:
        """Which tests failed, and what the first said; None if none failed."""
        failed = [test for test in self.tests.get(invariant, ()) if test.outcome == "failed"]
        return f"{', '.join(test.name for test in failed)}: {failed[0].words}" if failed else None

    def own_failure(self, invariant: str, host: str | None) -> str | None:
        """What a test said that failed for what the invariant itself claims; None if none did.

        :param host: which it must be of, or name; None: whichever
        """
        for test in self.tests.get(invariant, ()):
            if test.outcome == "failed" and _is_of(test, invariant, host) and _is_own(test, invariant):
                return f"{test.name}: {test.words}"
        return None

    def words(self, invariant: str) -> str:
        """All of it, in a line."""
        failure = self.failure(invariant)
        if failure:
            return failure
        counts = {test.outcome: test for test in self.tests.get(invariant, ())}
        if not counts:
            return "it was not run"
        wrong = counts.get("error") or (counts["skipped"] if set(counts) == {"skipped"} else None)
        return f"{wrong.outcome}: {wrong.words}" if wrong else "holds"


def _is_of(test: Test, invariant: str, host: str | None) -> bool:
    return host is None or test.name == f"{invariant}-{host}" or bool(re.search(rf"(?<![\w-]){re.escape(host)}(?![\w-])", test.words))


def _is_own(test: Test, invariant: str) -> bool:
    claim = test.words.removeprefix("expected: ").partition(" seen: ")[0]
    owners = [owner for beginning, owner in OF_OTHERS.items() if claim.startswith(beginning)]
    return invariant in owners or not (owners or claim.endswith(" can be read"))


@dataclass(frozen=True)
class Suite:
    """Runs the suite over the lab. thresholds, guest: what of the lab's profile differs."""

    layout: Layout
    thresholds: Mapping[str, Any] = field(default_factory=dict)
    guest: Mapping[str, Any] = field(default_factory=dict)

    def run(self, names: Iterable[str]) -> Said:
        """:raises LabError: the suite could not run"""
        with TemporaryDirectory(prefix="lab-invariants-") as directory:
            different = {"expect": {"thresholds": dict(self.thresholds)}, "guest": dict(self.guest)}
            profile = changed_profile(Path(directory) / "profile.yaml", different)
            results = Path(directory) / "results.xml"
            words = ("suites", "--no-disruption", "-q", f"--junitxml={results}", "-k", " or ".join(names))
            command = suite_command(self.layout, *words, reports=Path(directory) / "reports", profile=profile)
            ended = subprocess.run(command, cwd=_ROOT, env=with_access(self.layout), capture_output=True, text=True, check=False)
            if not results.exists() or ended.returncode not in {0, 1}:
                raise LabError(f"the suite ended with {ended.returncode}: {' '.join(ended.stdout.split())[-600:]}")
            return read(results)


def read(results: Path) -> Said:
    """The outcomes in a JUnit file."""
    tests: dict[str, list[Test]] = {}
    for case in ElementTree.parse(results).iter("testcase"):  # noqa: S314 - our own
        name = case.get("name", "")
        inside = name[name.find("[") + 1 : -1] if "[" in name else ""
        # `cpu_mode-compute-01`, or `ports_owned` alone for one of the cloud
        tests.setdefault(inside.partition("-")[0], []).append(_test(inside, case))
    return Said(tests)


def _test(name: str, case: ElementTree.Element) -> Test:
    for kind in ("failure", "error", "skipped"):
        found = case.find(kind)
        if found is not None:
            words = " ".join((found.get("message") or "").split())
            # what was expected and seen; where it leads to, and what to do, is in docs/invariants.md
            words = re.split(r" (?:leads to|remedy): ", re.sub(r"^\S+\.(\w+): ", "", words))[0]
            return Test(name, "failed" if kind == "failure" else kind, words)
    return Test(name, "passed", "")
