"""What a run comes to, in one message: for people who see it on a telephone, and as a document for programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.report.compare.comparison import Comparison
from conformance.report.compare.told import conclusion
from conformance.report.first_page.content.causes import Cause, causes
from conformance.report.first_page.content.headline import Headline, State, headline
from conformance.report.run_file import RunFile
from conformance.report.terminal.words import one_line
from conformance.text.writing import document, for_terminal

MOST_CAUSES = 5

_LONGEST = 300
"""Characters of a line."""

_OF_EXIT_CODES = {
    2: "interrupted, or out of time",
    3: "pytest or a plugin broke off",
    6: "something of the run is left in the cloud: `conformance clean` removes it",
}

_MARKS = {State.PASSED: "✓", State.FAILED: "✗", State.ERROR: "!", State.NOTHING: "○"}


@dataclass(frozen=True)
class Message:
    """One run in words. green: nothing in it asks for anybody. lines: the first says it all."""

    green: bool
    lines: tuple[str, ...]
    content: Mapping[str, Any]

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines)


def message(run: RunFile, exit_code: int, comparison: Comparison | None, link: str | None) -> Message:
    """What is to be said of a run.

    :param exit_code: of pytest
    :param link: where a pipeline shows the run
    """
    known = causes(run)
    head = headline(run, known)
    green = exit_code == 0 and head.state is State.PASSED and not (comparison and comparison.is_regression)
    mark = _MARKS[head.state] if head.state is not State.PASSED or green else "!"
    lines = [f"{mark} {run.cloud}: {head.text}"]
    lines += [_of_cause(cause) for cause in known[:MOST_CAUSES]]
    lines += [f"and {len(known) - MOST_CAUSES} more causes"] if len(known) > MOST_CAUSES else []
    lines += [f"compared: {conclusion(comparison)}"] if comparison else []
    lines += [_OF_EXIT_CODES[exit_code]] if exit_code in _OF_EXIT_CODES else []
    minutes = (run.ended - run.started).total_seconds() / 60
    lines += [f"run {run.run}, {len(run.hosts)} hosts, {minutes:.0f} min, exit code {exit_code}"]
    lines += [link] if link else []
    shown = tuple(one_line(for_terminal(line), _LONGEST) for line in lines)
    return Message(green=green, lines=shown, content=document(_content(run, exit_code, head, known, comparison, link)))


def _of_cause(cause: Cause) -> str:
    hosts = ", ".join(name for name, _ in cause.hosts[:3]) + (f" and {len(cause.hosts) - 3} more" if len(cause.hosts) > 3 else "")
    remedy = one_line(cause.remedy.strip().splitlines()[0], 120) if cause.remedy.strip() else ""
    return f"{cause.count} x {cause.name}{f' on {hosts}' if hosts else ''}{f': {remedy}' if remedy else ''}"


def _content(
    run: RunFile, exit_code: int, head: Headline, known: Sequence[Cause], comparison: Comparison | None, link: str | None
) -> dict[str, Any]:
    return {
        "version": 1,
        "cloud": run.cloud,
        "run": run.run,
        "state": head.state.value,
        "exit_code": exit_code,
        "headline": head.text,
        "hosts": len(run.hosts),
        "started": run.started.isoformat(),
        "ended": run.ended.isoformat(),
        "tests": {str(getattr(name, "value", name)): count for name, count in head.counts.items()},
        "causes": [{"cause": cause.name, "count": cause.count, "hosts": [name for name, _ in cause.hosts]} for cause in known],
        "regression": comparison.is_regression if comparison else None,
        "url": link,
    }
