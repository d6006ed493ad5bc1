"""The tables at the end of a run: every pair of hosts, and every host."""

from collections.abc import Iterable, Sequence
from typing import Literal

from rich.table import Table
from rich.text import Text

from conformance.model.operation import ON_HOSTS, OperationKind
from conformance.report.run_file import TestOutcome, TestRecord

Shown = TestOutcome | Literal["known"]
"""How a test ended, as a cell shows it: a failure that is known does not look like one that is news."""

_WORST_FIRST: tuple[Shown, ...] = (TestOutcome.BROKEN, TestOutcome.FAILED, "known", TestOutcome.SKIPPED, TestOutcome.PASSED)

_GLYPHS: dict[Shown | None, Text] = {
    TestOutcome.PASSED: Text("✓", "green"),
    TestOutcome.FAILED: Text("✗", "bold red"),
    "known": Text("≈", "yellow"),
    TestOutcome.BROKEN: Text("!", "bold yellow"),
    TestOutcome.SKIPPED: Text("○", "cyan"),
    None: Text("·", "dim"),
}

LEGEND = "✓ ok   ✗ failed   ≈ failed, as is known   ! error   ○ skipped   · not run"

_HOST_COLUMNS = (*((kind.value.replace("-", " "), kind) for kind in ON_HOSTS), ("as a host", None))

_MOST_TITLES = 8
"""Columns that a terminal of 80 characters has room for with their titles."""

_OF_NUMBERED, _OF_EDGES = 5, 10
"""Characters that a numbered column takes; and that edges take, with what is wider of the last column."""


def shown(test: TestRecord) -> Shown:
    """How a test ended, for a cell."""
    return "known" if test.outcome is TestOutcome.FAILED and test.known else test.outcome


def worst(outcomes: Iterable[Shown]) -> Shown | None:
    """The outcome that counts when several tests share a cell; None when there are none."""
    seen = set(outcomes)
    return next((outcome for outcome in _WORST_FIRST if outcome in seen), None)


def _of_claims(tests: Sequence[TestRecord]) -> Text:
    """The glyph of all claims about a host, and of how many; what does not apply to a host is none of them."""
    made = [shown(test) for test in tests if test.applies]
    if not made:
        return _GLYPHS[worst(map(shown, tests))]
    of_worst = made.count(worst(made) or TestOutcome.PASSED)
    return Text.assemble(_GLYPHS[worst(made)], f" {of_worst} of {len(made)}" if of_worst < len(made) else f" {of_worst}")


def pair_table(kind: OperationKind, tests: Sequence[TestRecord], hosts: Sequence[str], width: int) -> Table | None:
    """Source by destination for one operation; None when no test of it took part in the run.

    Columns are numbered where the names of the hosts would be wider than the terminal.
    """
    mine = [test for test in tests if test.pair and test.kind is kind and test.applies]
    if not mine:
        return None
    numbered = sum(len(host) + 3 for host in hosts) + max(map(len, hosts)) + 6 > width
    table = Table(title=f"{kind.value.replace('-', ' ')}: from (rows) to (columns)", title_justify="left")
    table.add_column("from \\ to")
    for number, host in enumerate(hosts, 1):
        table.add_column(str(number) if numbered else host, justify="center")
    for number, source in enumerate(hosts, 1):
        cells = []
        for destination in hosts:
            of_pair = worst(
                shown(test) for test in mine if test.pair and (test.pair.source, test.pair.destination) == (source, destination)
            )
            cells.append(Text(" ") if source == destination else _GLYPHS[of_pair])
        table.add_row(f"{number} {source}" if numbered else source, *cells)
    return table


def host_tables(tests: Sequence[TestRecord], hosts: Sequence[str], width: int) -> list[Table]:
    """Host by what was done on it; 'as a host' are the claims about its set-up, with their number. None when no test was about a host.

    Columns are numbered, and named below, where there are too many for their titles, and stand in several tables where there are too
    many for the terminal. What nothing was done of, as the cloud does not have what it takes, has none.
    """
    mine = [test for test in tests if test.host and (test.applies or test.kind is None)]
    columns = [(title, kind) for title, kind in _HOST_COLUMNS if any(test.kind is kind for test in mine)]
    numbered = len(columns) > _MOST_TITLES
    fit = max(1, (width - max(map(len, hosts), default=0) - _OF_EDGES) // _OF_NUMBERED) if numbered else _MOST_TITLES
    return [
        _host_table(mine, hosts, columns[start : start + fit], start + 1 if numbered else None) for start in range(0, len(columns), fit)
    ]


def _host_table(
    tests: Sequence[TestRecord], hosts: Sequence[str], columns: Sequence[tuple[str, OperationKind | None]], first: int | None
) -> Table:
    """first: the number of the first column; None: columns have their titles."""
    legend = None if first is None else ", ".join(f"{number} {title}" for number, (title, _) in enumerate(columns, first))
    table = Table(title="each host", title_justify="left", caption=legend, caption_justify="left")
    table.add_column("host")
    for number, (title, _) in enumerate(columns, first or 1):
        table.add_column(title if first is None else str(number), justify="center")
    for host in hosts:
        of_host = [[test for test in tests if test.host == host and test.kind is kind] for _, kind in columns]
        table.add_row(host, *(_GLYPHS[worst(map(shown, own))] if own and own[0].kind else _of_claims(own) for own in of_host))
    return table
