"""Downtimes as Allure's performance metrics: one key for each kind of operation and pair of hosts, the same in every run."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from conformance.report.downtimes import measured, pair_of
from conformance.report.run_file import TestRecord
from conformance.text.writing import json_text

METRICS = "downtime-perf.json"
"""Below allure-results/: Allure takes a list of metrics from every file whose name ends so."""


def downtime_metrics(tests: Iterable[TestRecord]) -> Iterator[dict[str, Any]]:
    """A metric for each operation of which the downtime was measured: id, key, value (seconds), start and stop (ms since 1970), unit."""
    for operation, _, seconds in measured(tests):
        pair = pair_of(operation)
        began = int(operation.started.timestamp() * 1000)
        yield {
            "id": f"downtime-{operation.request_id}",
            "key": f"downtime.{operation.kind}.{pair or operation.destination}",
            "value": seconds,
            "start": began,
            "stop": began + int(operation.seconds * 1000),
            "title": f"downtime of {operation.kind.replace('-', ' ')} {pair or operation.destination}",
            "unit": "s",
            "better": "lower",
        }


def write_downtimes(tests: Iterable[TestRecord], results: Path) -> None:
    """Writes them into the directory of Allure's results; nothing where none was measured. :raises OSError: it cannot be written"""
    metrics = list(downtime_metrics(tests))
    if metrics:
        results.mkdir(parents=True, exist_ok=True)
        (results / METRICS).write_text(json_text(metrics, indent=2) + "\n", encoding="utf-8")
