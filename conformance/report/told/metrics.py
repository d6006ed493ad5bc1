"""A run as metrics, in the text format of Prometheus: for the node exporter's textfile collector, or whatever reads that.

All are gauges of the newest run: a counter would begin anew with every process. Labels are names of clouds, hosts, operations and causes,
whose number is bounded; ids of runs are in one metric alone.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from conformance.model.operation import SPECS, OperationKind, Outcome, Subject
from conformance.report.downtimes import measured
from conformance.report.run_file import RunFile, TestOutcome, TestRecord
from conformance.run_dir.pair_results import Latest
from conformance.text.writing import for_disk

FILE = "metrics.prom"

MOST_PAIRS = 1000
"""Failed pairs that are named: a cloud of 300 hosts has 89,700, and a series of each would be all that a Prometheus does."""

_OUTCOMES = ("passed", "failed", "known", "broken", "skipped")

_NO_CAUSE = "none"
"""In the place of a cause, of a failure without a verdict."""


def write_metrics(run: RunFile, latest: Latest, path: Path) -> None:
    """Write them, complete or not at all: the collector may read at any time.

    :param latest: the newest result of every pair, over all runs
    :raises OSError: they cannot be written
    """
    text = metrics_text(run, latest)
    path.parent.mkdir(parents=True, exist_ok=True)
    # the collector reads files that end in .prom
    handle, scratch = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
        # it runs as a user of its own
        Path(scratch).chmod(0o644)
        Path(scratch).replace(path)
    except OSError:
        Path(scratch).unlink(missing_ok=True)
        raise


def metrics_text(run: RunFile, latest: Latest) -> bytes:
    """The metrics of a run."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(tuple(_families(run, latest))))
    return generate_latest(registry)


class _Collected(Collector):
    """Metrics that are all there already."""

    def __init__(self, families: tuple[Metric, ...]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


class _Family:
    """One metric, with the cloud as its first label."""

    def __init__(self, cloud: str, name: str, meaning: str, *labels: str) -> None:
        self.metric = GaugeMetricFamily(f"conformance_{name}", meaning, labels=("cloud", *labels))
        self._cloud = cloud

    def add(self, value: float, *labels: str) -> None:
        self.metric.add_metric([for_disk(label) for label in (self._cloud, *labels)], value)


def _families(run: RunFile, latest: Latest) -> Iterator[Metric]:
    yield from _of_the_run(run)
    yield from _of_tests(run)
    yield from _of_pairs(run)
    yield from _of_causes(run)
    yield from _of_operations(run)
    yield from _of_ages(run, latest)


def _of_the_run(run: RunFile) -> Iterator[Metric]:
    info = _Family(run.cloud, "run_info", "The newest run: its id and profile.", "run", "profile")
    info.add(1, run.run, run.profile)
    yield info.metric
    for name, meaning, value in (
        ("run_started_timestamp_seconds", "When the newest run began, in seconds since 1970.", run.started.timestamp()),
        ("run_ended_timestamp_seconds", "When it ended.", run.ended.timestamp()),
        ("run_success", "1 if no test failed, known failures left out, and none could not be completed; else 0.", float(_succeeded(run))),
        ("hosts", "Compute hosts that were found.", len(run.hosts)),
        ("api_repeated_requests", "Requests that were sent again, as an API did not answer well.", run.api.count),
    ):
        family = _Family(run.cloud, name, meaning)
        family.add(value)
        yield family.metric


def _succeeded(run: RunFile) -> bool:
    return any(test.outcome.tells_of_the_cloud for test in run.tests) and not any(
        test.fails_the_run or test.outcome is TestOutcome.BROKEN for test in run.tests
    )


def _shown(test: TestRecord) -> str:
    return "known" if test.known else test.outcome.value


def _of_tests(run: RunFile) -> Iterator[Metric]:
    tests = _Family(run.cloud, "tests", "Tests of the newest run by how they ended.", "outcome")
    counted = Counter(_shown(test) for test in run.tests)
    for outcome in _OUTCOMES:
        tests.add(counted[outcome], outcome)
    yield tests.metric
    invariants = _Family(run.cloud, "invariants_violated", "Invariants that do not hold, by host; empty: of the cloud.", "host")
    violated = Counter(test.host or "" for test in run.tests if test.invariant and test.fails_the_run)
    for host in ("", *run.hosts):
        invariants.add(violated[host], host)
    yield invariants.metric


def _of_pairs(run: RunFile) -> Iterator[Metric]:
    """Of ordered pairs, how many ended how, and which failed; of hosts the same."""
    pairs = _Family(run.cloud, "pairs", "Ordered pairs of hosts by operation and how its test ended.", "operation", "outcome")
    hosts = _Family(run.cloud, "host_tests", "Tests of operations on a host by how they ended.", "host", "operation", "outcome")
    failed = _Family(
        run.cloud, "pair_failed", "1 for each pair whose test failed in the newest run.", "operation", "source", "destination", "cause"
    )
    by_pair: Counter[tuple[str, str]] = Counter()
    by_host: Counter[tuple[str, str, str]] = Counter()
    named: dict[tuple[str, str, str], str] = {}
    for test in run.tests:
        if test.kind is None:
            continue
        if test.pair is not None:
            by_pair[test.kind, _shown(test)] += 1
            if test.fails_the_run:
                named[test.kind, test.pair.source, test.pair.destination] = _cause(test)
        elif test.host is not None:
            by_host[test.host, test.kind, _shown(test)] += 1
    for kind in (kind for kind, spec in SPECS.items() if spec.subject is Subject.PAIR):
        for outcome in _OUTCOMES:
            pairs.add(by_pair[kind, outcome], kind, outcome)
    for (host, kind_of_host, outcome), count in sorted(by_host.items()):
        hosts.add(count, host, kind_of_host, outcome)
    for place, cause in sorted(named.items())[:MOST_PAIRS]:
        failed.add(1, *place, cause)
    more = _Family(run.cloud, "pairs_failed_unnamed", f"Failed pairs beyond the {MOST_PAIRS} that conformance_pair_failed names.")
    more.add(max(0, len(named) - MOST_PAIRS))
    yield from (pairs.metric, hosts.metric, failed.metric, more.metric)


def _of_causes(run: RunFile) -> Iterator[Metric]:
    causes = _Family(run.cloud, "failures", "Failed tests by cause and host to blame, as verdicts have it.", "cause", "host", "known")
    counted = Counter(
        (_cause(test), (test.verdict.host or "") if test.verdict else "", str(test.known is not None).lower())
        for test in run.tests
        if test.outcome is TestOutcome.FAILED and not test.invariant
    )
    for (cause, host, known), count in sorted(counted.items()):
        causes.add(count, cause, host, known)
    yield causes.metric


def _cause(test: TestRecord) -> str:
    return test.verdict.cause if test.verdict else _NO_CAUSE


def _of_operations(run: RunFile) -> Iterator[Metric]:
    durations: dict[OperationKind, list[float]] = {}
    downtimes: dict[OperationKind, list[float]] = {}
    for operation in (operation for test in run.tests for operation in test.operations if operation.outcome is Outcome.DONE):
        durations.setdefault(operation.kind, []).append(operation.seconds)
    for operation, _, seconds in measured(run.tests):
        downtimes.setdefault(operation.kind, []).append(seconds)
    for name, meaning, number, values in (
        ("operation_duration", "Seconds that operations took which succeeded", "operations", durations),
        ("operation_downtime", "Seconds for which guests did not answer while they were moved", "operation_downtimes", downtimes),
    ):
        middle = _Family(run.cloud, f"{name}_median_seconds", f"{meaning}: the median.", "operation")
        longest = _Family(run.cloud, f"{name}_max_seconds", f"{meaning}: the longest.", "operation")
        count = _Family(run.cloud, number, f"{meaning}: of how many operations.", "operation")
        for kind, seconds_of in sorted(values.items()):
            middle.add(median(seconds_of), kind)
            longest.add(max(seconds_of), kind)
            count.add(len(seconds_of), kind)
        yield from (middle.metric, longest.metric, count.metric)


def _of_ages(run: RunFile, latest: Latest) -> Iterator[Metric]:
    """How old results of pairs are, over all runs that left theirs in the same directory."""
    hosts = set(run.hosts)
    pairs = len(hosts) * (len(hosts) - 1)
    oldest = _Family(run.cloud, "oldest_pair_result_timestamp_seconds", "When the oldest of the pairs' newest results is of.", "operation")
    without = _Family(run.cloud, "pairs_without_result", "Ordered pairs of the newest run's hosts that were never tested.", "operation")
    for kind in (kind for kind, spec in SPECS.items() if spec.subject is Subject.PAIR):
        ended = [
            result.ended.timestamp()
            for (of, pair), result in latest.items()
            if of is kind and pair.source in hosts and pair.destination in hosts
        ]
        if ended:
            oldest.add(min(ended), kind)
        without.add(pairs - len(ended), kind)
    yield from (oldest.metric, without.metric)
