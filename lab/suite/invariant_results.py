"""What a run of the suite says of invariants, by its run.json."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lab.errors import LabError
from lab.suite.runner import SuiteRun, SuiteRunner

OF_OTHERS = {
    "libvirt answers virsh": "libvirt_answers",
    "libvirt runs domains of virt_type ": "acceleration",
    "Placement has a resource provider ": "providers_match",
    "Open vSwitch answers ovs-vsctl": None,
    "nova-compute's configuration can be read": None,
    "the instances path is there": None,
}
"""How claims begin that any invariant fails with whose own claim could not be looked at, as the host gave no answer; and whose they are."""

_DISABLED = "host-disabled"
"""What the reason of a skipped test begins with where the host is disabled in Nova, and so excluded from the run."""


@dataclass(frozen=True)
class InvariantTest:
    """One test of an invariant: its name (INVARIANT-HOST, or INVARIANT where it is about the cloud), its outcome, what it said.

    outcome: passed, failed, broken (it could not be judged) or skipped.
    """

    name: str
    outcome: str
    words: str


@dataclass(frozen=True)
class InvariantResults:
    """The outcomes of a run, by invariant."""

    tests: Mapping[str, Sequence[InvariantTest]]

    def is_well(self, invariant: str, host: str, outcome: str = "passed") -> bool:
        """Whether it failed nowhere, and had that outcome on that host, or of the cloud where it is about that."""
        tests = self.tests.get(invariant, ())
        there = [test for test in tests if test.name in {invariant, f"{invariant}-{host}"}]
        return bool(there) and all(test.outcome == outcome for test in there) and {test.outcome for test in tests} <= {"passed", "skipped"}

    def excludes(self, invariant: str, host: str) -> str | None:
        """Why the run excluded that host from that invariant; None if it did not."""
        reasons = [test.words for test in self.tests.get(invariant, ()) if test.name == f"{invariant}-{host}" and test.outcome == "skipped"]
        return next((reason for reason in reasons if reason.startswith(_DISABLED)), None)

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
        outcomes = {test.outcome: test for test in self.tests.get(invariant, ())}
        if not outcomes:
            return "it was not run"
        wrong = outcomes.get("broken") or (outcomes["skipped"] if set(outcomes) == {"skipped"} else None)
        return f"{wrong.outcome}: {wrong.words}" if wrong else "holds"


def look_at(runner: SuiteRunner, names: Iterable[str]) -> InvariantResults:
    """Run these invariants alone; nothing is created.

    :raises LabError: the suite could not run
    """
    run = runner.run("suites", "--no-disruption", "-q", "-k", " or ".join(names))
    if run.status not in {0, 1}:
        raise LabError(f"the suite ended with {run.status} (log: {runner.log})")
    return invariant_results(run)


def invariant_results(run: SuiteRun) -> InvariantResults:
    """The outcomes of the invariants in a run."""
    tests: dict[str, list[InvariantTest]] = {}
    for record in run.tests:
        if record.get("invariant"):
            tests.setdefault(record["invariant"], []).append(_test(record))
    return InvariantResults(tests)


def _test(record: Mapping[str, Any]) -> InvariantTest:
    name = "-".join(part for part in (record["invariant"], record.get("host")) if part)
    words = record.get("reason") or ""
    if record["outcome"] == "failed":
        where = f" on: {record['where']}" if record.get("where") else ""
        words = f"expected: {record['expected']} seen: {record['seen']}{where}"
    return InvariantTest(name, record["outcome"], " ".join(words.split()))


def _is_of(test: InvariantTest, invariant: str, host: str | None) -> bool:
    return host is None or test.name == f"{invariant}-{host}" or bool(re.search(rf"(?<![\w-]){re.escape(host)}(?![\w-])", test.words))


def _is_own(test: InvariantTest, invariant: str) -> bool:
    claim = test.words.removeprefix("expected: ").partition(" seen: ")[0]
    owners = [owner for beginning, owner in OF_OTHERS.items() if claim.startswith(beginning)]
    return invariant in owners or not (owners or claim.endswith(" can be read"))
