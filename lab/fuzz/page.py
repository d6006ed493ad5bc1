"""docs/faults-drawn.md: what came of drawn faults; made of runs, between markers."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from lab.fuzz.grammar import FaultKind
from lab.fuzz.score import DrawnResult, Score

PAGE = Path("docs/faults-drawn.md")
BEGIN = "<!-- made by `python -m lab fuzz page`: do not edit from here -->"
END = "<!-- to here -->"

_WRONG = (Score.WRONG_CAUSE, Score.WRONG_HOST, Score.HIDDEN, Score.NO_VERDICT)
_HEADS = {
    Score.WRONG_CAUSE: "Called by a cause that is not true of it",
    Score.WRONG_HOST: "The cause is true, the host is not",
    Score.HIDDEN: "Skipped, though the host was broken",
    Score.NO_VERDICT: "Failed without a verdict",
}


def with_section(page: str, section: str) -> str:
    """The page with that section between its markers; one that has none gets it at its end."""
    before, begin, rest = page.partition(BEGIN)
    after = rest.partition(END)[2] if begin else ""
    return f"{before.rstrip()}\n\n{BEGIN}\n\n{section.strip()}\n\n{END}\n{after.lstrip()}"


def section(runs: Mapping[str, Sequence[DrawnResult]]) -> str:
    """What came of these runs, by their names."""
    results = list(_all(runs))
    parts = (_runs(runs), _scores(results), _kinds(results), _wrong(runs), _not_well(runs))
    return "\n".join(line for part in parts for line in part)


def tally(results: Iterable[DrawnResult]) -> list[str]:
    """The counts of each score, and their shares, in lines."""
    counts = _counts(results)
    return [f"{score}: {counts[score]} ({_share(counts[score], counts.total())})" for score in Score]


def _counts(results: Iterable[DrawnResult]) -> Counter[Score]:
    return Counter(result.score for result in results if result.score is not None)


def _share(count: int, total: int) -> str:
    return f"{100 * count / total:.1f} %" if total else "-"


def _runs(runs: Mapping[str, Sequence[DrawnResult]]) -> Iterator[str]:
    yield "## Runs\n"
    yield "| run | seed | trials | count | passed in spite of the fault | could not be run | passed after recovery |"
    yield "|---|---|---|---|---|---|---|"
    for run, results in runs.items():
        seeds = ", ".join(sorted({str(result.seed) for result in results}))
        passed = sum(not result.trouble and result.outcome == "passed" for result in results)
        trouble = sum(bool(result.trouble) for result in results)
        tried = [result for result in results if result.recovered is not None]
        again = f"{sum(result.recovered == 'passed' for result in tried)} of {len(tried)}"
        yield f"| {run} | {seeds} | {len(results)} | {_counts(results).total()} | {passed} | {trouble} | {again} |"
    yield ""


def _scores(results: Sequence[DrawnResult]) -> Iterator[str]:
    counts = _counts(results)
    yield "## What was said\n"
    yield "Of the trials that count: those whose operation did not pass.\n"
    yield "| what was said | trials | share |"
    yield "|---|---|---|"
    for score in Score:
        yield f"| {score} | {counts[score]} | {_share(counts[score], counts.total())} |"
    yield ""


def _kinds(results: Sequence[DrawnResult]) -> Iterator[str]:
    yield "| kind | trials | count | " + " | ".join(Score) + " |"
    yield "|---|---|---|" + "---|" * len(Score)
    for kind in FaultKind:
        own = [result for result in results if result.kind == kind]
        counts = _counts(own)
        yield f"| {kind} | {len(own)} | {counts.total()} | " + " | ".join(str(counts[score]) for score in Score) + " |"
    yield ""


def _wrong(runs: Mapping[str, Sequence[DrawnResult]]) -> Iterator[str]:
    for score in _WRONG:
        yield from _list(runs, _HEADS[score], "was said", {result.trial: result.said for result in _all(runs) if result.score is score})


def _not_well(runs: Mapping[str, Sequence[DrawnResult]]) -> Iterator[str]:
    after = {result.trial: result.recovered for result in _all(runs) if result.recovered not in {None, "passed"}}
    yield from _list(runs, "Did not pass after recovery", "after recovery", {trial: str(words) for trial, words in after.items()})
    yield from _list(runs, "Could not be run", "why", {result.trial: result.trouble for result in _all(runs) if result.trouble})


def _all(runs: Mapping[str, Sequence[DrawnResult]]) -> Iterator[DrawnResult]:
    return (result for results in runs.values() for result in results)


def _list(runs: Mapping[str, Sequence[DrawnResult]], head: str, column: str, words: Mapping[str, str]) -> Iterator[str]:
    """The trials for which there are words."""
    found = [(run, result, words[result.trial]) for run, results in runs.items() for result in results if result.trial in words]
    if found:
        yield f"## {head}\n"
        yield f"| run, trial | what was touched | operation | {column} | may be called |"
        yield "|---|---|---|---|---|"
        for run, result, said in found:
            when = ", once its server ran" if result.midway else ""
            may = ", ".join(result.may_be_called)
            touched = f"{result.does}, on {result.target}"
            yield f"| {run}, {result.trial} | {_cell(touched)} | {result.operation} ({result.part}){when} | {_cell(said)} | {may} |"
        yield ""


def _cell(text: str) -> str:
    """A text of anybody's as a table's cell, in a line."""
    line = " ".join(text.split())[:400]
    for plain, written in (
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ("|", "&#124;"),
        ("[", "&#91;"),
        ("]", "&#93;"),
        ("`", "&#96;"),
        ("*", "&#42;"),
    ):
        line = line.replace(plain, written)
    return line
