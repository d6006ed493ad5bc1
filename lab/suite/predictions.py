"""Every migration of every pair of the lab's hosts, beside what the suite foresaw of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from conformance.model.hosts import HostPair
from conformance.model.prediction import Expected
from lab.errors import LabError, in_one_line
from lab.faults.operations import OVER_PAIRS, TESTS
from lab.layout import Layout, default_layout, is_compute
from lab.nodes.node import running_nodes
from lab.services.files import debian_of_node
from lab.suite.runner import SuiteRunner


@dataclass(frozen=True)
class ForeseenTest:
    """What was foreseen of a migration, and what it came to, in words: works, or the cause of its failure."""

    operation: str
    pair: HostPair
    foreseen: str
    came_to: str

    @property
    def right(self) -> bool:
        """Whether it came as it was foreseen."""
        return self.foreseen == self.came_to


@click.command("predictions")
@click.option(
    "--reports", default="reports/predictions", show_default=True, type=click.Path(path_type=Path), help="Where results are kept."
)
def predictions_command(reports: Path) -> None:
    """Run every migration of every pair of hosts, and see that each comes as the suite foresees it: works, or fails for that cause."""
    layout = default_layout()
    with in_one_line():
        debians = {node.name: debian_of_node(node) for node in running_nodes(layout) if is_compute(node.name)}
        if len(debians) < 2:
            raise LabError("migrations need two compute hosts: `python -m lab up` starts some")
        tests = list(foreseen_tests(_run(layout, reports.absolute(), len(debians))))
        Console().print(_table(tests, debians))
        if not tests:
            raise LabError(f"no migration was tried (results: {reports})")
    if wrong := [f"{test.operation} {test.pair}" for test in tests if not test.right]:
        raise click.ClickException(f"not as foreseen: {', '.join(wrong)} (results: {reports})")


def foreseen_tests(tests: Iterable[Mapping[str, Any]]) -> Iterator[ForeseenTest]:
    """The migrations of a run. :param tests: as run.json has them"""
    for test in tests:
        if test["kind"] and test["pair"] and test["prediction"]:
            expected, cause = Expected(test["prediction"]["expected"]), str(test["prediction"]["cause"])
            foreseen = {Expected.WORKS: "works", Expected.FAILS: cause, Expected.UNKNOWN: "unknown"}[expected]
            yield ForeseenTest(test["kind"], HostPair.model_validate(test["pair"]), foreseen, _came_to(test))


def _came_to(test: Mapping[str, Any]) -> str:
    if test["outcome"] == "passed":
        return "works"
    return str(test["verdict"]["cause"]) if test["outcome"] == "failed" and test["verdict"] else f"{test['outcome']}, without a verdict"


def _run(layout: Layout, reports: Path, workers: int) -> list[dict[str, Any]]:
    files = sorted({TESTS[kind].partition("::")[0] for kind in OVER_PAIRS})
    return SuiteRunner(layout, reports).run(*files, "-n", str(workers)).tests


def _table(tests: list[ForeseenTest], debians: dict[str, str]) -> Table:
    table = Table("operation", "pair", "Debian", "foreseen", "came to")
    for test in tests:
        words = f"{debians.get(test.pair.source, '?')} to {debians.get(test.pair.destination, '?')}"
        table.add_row(test.operation, str(test.pair), words, test.foreseen, test.came_to if test.right else f"[red]{test.came_to}")
    return table
