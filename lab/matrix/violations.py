"""What the suite reports of the invariants that a fault violates, while it is injected."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from lab.faults.fault import NamedFault, Violation
from lab.layout import Layout, is_compute
from lab.matrix.trial import InvariantReport, Reported, TargetPair, violated_on
from lab.nodes.node import running_nodes
from lab.suite.invariant_results import InvariantResults, look_at
from lab.suite.runner import SuiteRunner

_HOSTS = 3
"""Compute hosts, from which on an odd one is told from most."""


def look_for_violations(named: NamedFault, pair: TargetPair, layout: Layout, directory: Path) -> tuple[InvariantReport, ...] | None:
    """Look at the invariants that a fault violates on this machine, until all are reported as violated, or the time for that is over.

    :param directory: for the results of the suite
    :return: None: it violates none, or the lab has fewer than three compute hosts
    :raises LabError: the suite could not run
    """
    violations = [violation for violation in named.fault.invariants if violation.here]
    hosts = [node.name for node in running_nodes(layout) if is_compute(node.name)]
    if not violations or len(hosts) < _HOSTS:
        return None
    different = {"expect": {"thresholds": dict(named.fault.thresholds)}} if named.fault.thresholds else {}
    runner = SuiteRunner(layout, directory, different)
    names = [violation.invariant for violation in violations]
    expected = [(violation, violated_on(violation, named, pair)) for violation in violations]
    return reports(expected, lambda: look_at(runner, names))


def reports(expected: Sequence[tuple[Violation, str | None]], look: Callable[[], InvariantResults]) -> tuple[InvariantReport, ...]:
    """What was reported, by the last of the looks. :param expected: violations, each with the host on which it must be reported"""
    deadline = time.monotonic() + max(violation.within for violation, _ in expected)
    while True:
        results = look()
        found = tuple(_report(violation, host, results) for violation, host in expected)
        if all(one.reported is not Reported.NOT_VIOLATED for one in found) or time.monotonic() > deadline:
            return found


def _report(violation: Violation, host: str | None, results: InvariantResults) -> InvariantReport:
    invariant = violation.invariant
    if failure := results.own_failure(invariant, host):
        return InvariantReport(invariant=invariant, host=host, reported=Reported.VIOLATED, words=failure)
    if host is not None and (why := results.excludes(invariant, host)):
        return InvariantReport(invariant=invariant, host=host, reported=Reported.EXCLUDED, words=why)
    return InvariantReport(invariant=invariant, host=host, reported=Reported.NOT_VIOLATED, words=results.words(invariant))
