"""The end of the terminal's output: tables, what they say of hosts, and one line a failure, those of one cause together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text

from conformance.model.operation import ON_PAIRS
from conformance.report.run_file import RunFile, TestOutcome, TestRecord
from conformance.report.terminal.downtimes import downtime_lines
from conformance.report.terminal.groups import groups, inferences
from conformance.report.terminal.known import known_lines
from conformance.report.terminal.message import failure_line
from conformance.report.terminal.predictions import foreseen
from conformance.report.terminal.tables import LEGEND, host_tables, pair_table
from conformance.report.terminal.words import one_line
from conformance.run_dir.api_troubles import ApiTroubles
from conformance.text.writing import printable


def error_lines(tests: Iterable[TestRecord]) -> Iterator[str]:
    """TEST: error: REASON for each broken test; those of one reason share a line, as a host out of reach breaks all its tests."""
    by_reason: dict[str, list[str]] = {}
    for test in tests:
        if test.outcome is TestOutcome.BROKEN:
            by_reason.setdefault(one_line(test.reason or "no reason given"), []).append(test.id)
    for reason, ids in by_reason.items():
        yield f"{ids[0]}{f' and {len(ids) - 1} more' if len(ids) > 1 else ''}: error: {reason}"


@dataclass(frozen=True)
class _Printable:
    """A part of which the text holds no control characters; rich adds its own for colours."""

    part: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self.part, options):
            yield segment if segment.control else Segment(printable(segment.text), segment.style)


def printed(parts: Iterable[RenderableType], width: int, colours: bool) -> str:
    """The parts as they are printed; texts longer than the width (columns) stay on one line."""
    text = StringIO()
    console = Console(file=text, width=width, force_terminal=colours, no_color=not colours, highlight=False, markup=False, emoji=False)
    for part in parts:
        console.print(_Printable(part), soft_wrap=True)
    return text.getvalue()


def summary(run: RunFile, width: int) -> Iterator[RenderableType]:
    """What the run comes to: the tables, what they say of hosts, then each failure in one line, however long, by cause and host.

    Failures that are known come last, apart from those that fail the run.
    """
    tables = [pair_table(kind, run.tests, run.hosts, width) for kind in ON_PAIRS]
    shown = [table for table in (*tables, *host_tables(run.tests, run.hosts, width)) if table]
    yield from shown
    if shown:
        yield Text(LEGEND, "dim")
    yield from foreseen(run)
    for line in downtime_lines(run.tests):
        yield Text(line, "dim")
    for sentence in inferences(run.tests, run.hosts):
        yield Text(sentence, "bold")
    for group in groups(run.tests):
        together = len(group.tests) > 1
        if together:
            yield Text(group.title, "bold red")
        for test in group.tests:
            yield Text(f"{'  ' if together else ''}{failure_line(test)}", "red")
    for line in error_lines(run.tests):
        yield Text(line, "yellow")
    yield from known_lines(run)
    if run.api.count:
        yield Text(patience(run.api), "dim")


def patience(api: ApiTroubles) -> str:
    """How often the APIs had to be asked again, and what for."""
    parts = [f"{count} x {what}" for what, count in api.retries.items()]
    parts += [f"{count} x {what} (only after nothing had come of it)" for what, count in api.asked_again.items()]
    return f"the cloud's APIs were asked again: {', '.join(parts)}; {api.seconds:.0f} s were waited for that, over all workers"
