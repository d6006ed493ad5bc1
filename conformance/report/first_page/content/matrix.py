"""The pairs of hosts as a matrix: how one operation ended, from each host to each other."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from conformance.model.hosts import HostPair
from conformance.model.operation import ON_PAIRS, OperationKind
from conformance.report.first_page.content.words import counted
from conformance.report.run_file import TestOutcome, TestRecord
from conformance.report.terminal.tables import Shown, shown, worst

MOST_HOSTS = 150
"""Hosts that are drawn: of a larger cloud, those with pairs that did not pass come first."""

_IN_WORDS: Mapping[Shown, str] = {
    TestOutcome.FAILED: "failed",
    "known": "failed, as is known",
    TestOutcome.BROKEN: "ended with an error",
    TestOutcome.PASSED: "passed",
    TestOutcome.SKIPPED: "skipped",
}


@dataclass(frozen=True)
class Cell:
    """How an operation on a pair ended: the worst of the tests of it. The tests' ids stand with the one that is shown first."""

    pair: HostPair
    ended: Shown
    tests: tuple[TestRecord, ...]

    @property
    def shown_test(self) -> TestRecord:
        """The test that is why the cell looks as it does."""
        return next(test for test in self.tests if shown(test) == self.ended)


@dataclass(frozen=True)
class PairMatrix:
    """One operation over the pairs. hosts: those that are drawn, in order; of: how many the cloud has. cells: of all hosts."""

    kind: OperationKind
    hosts: tuple[str, ...]
    of: int
    cells: Mapping[HostPair, Cell]

    @property
    def drawn(self) -> Iterator[tuple[int, int, Cell]]:
        """Row (source), column (destination) and cell, row by row."""
        for row, source in enumerate(self.hosts):
            for column, destination in enumerate(self.hosts):
                cell = self.cells.get(HostPair(source=source, destination=destination))
                if cell is not None and source != destination:
                    yield row, column, cell

    @property
    def untested(self) -> int:
        """Pairs of which no test took part in the run."""
        return self.of * (self.of - 1) - len(self.cells)

    @property
    def summary(self) -> str:
        """How many pairs ended how, in a sentence."""
        counts = Counter(cell.ended for cell in self.cells.values())
        parts = [f"{counts[ended]:,} {words}" for ended, words in _IN_WORDS.items() if counts[ended]]
        parts += [f"{self.untested:,} not run"] if self.untested > 0 else []
        return f"{counted(self.of * (self.of - 1), 'pair')}: {', '.join(parts)}."


def matrices(tests: Sequence[TestRecord], hosts: Sequence[str]) -> list[PairMatrix]:
    """The matrix of each operation on pairs that took part in the run."""
    return [made for kind in ON_PAIRS if (made := _matrix(kind, tests, hosts))]


def _matrix(kind: OperationKind, tests: Sequence[TestRecord], hosts: Sequence[str]) -> PairMatrix | None:
    by_pair: dict[HostPair, list[TestRecord]] = {}
    for test in tests:
        if test.kind is kind and test.pair and test.applies:
            by_pair.setdefault(test.pair, []).append(test)
    if not by_pair:
        return None
    cells = {pair: Cell(pair, worst(map(shown, own)) or TestOutcome.PASSED, tuple(own)) for pair, own in by_pair.items()}
    return PairMatrix(kind, _drawn(hosts, cells), len(hosts), cells)


def _drawn(hosts: Sequence[str], cells: Mapping[HostPair, Cell]) -> tuple[str, ...]:
    if len(hosts) <= MOST_HOSTS:
        return tuple(hosts)
    troubled: dict[str, int] = {}
    for pair, cell in cells.items():
        if cell.ended not in {"passed", "skipped"}:
            for host in (pair.source, pair.destination):
                troubled[host] = troubled.get(host, 0) + 1
    chosen = set(sorted(hosts, key=lambda host: -troubled.get(host, 0))[:MOST_HOSTS])
    return tuple(host for host in hosts if host in chosen)
