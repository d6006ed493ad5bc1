"""docs/faults.md: every fault, what came of it, and the confusion matrix; made of runs of the matrix, never by hand."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lab.faults.fault import NamedFault
from lab.faults.registry import faults
from lab.matrix.book import book_of
from lab.matrix.trial import Result

PAGE = Path("docs/faults.md")

_HEAD = """# Faults, provoked and named

<!-- made by `python -m lab matrix page`: do not edit -->

Each fault is injected into a lab of real OpenStack services, the suite's own test of the operation that meets it is run, and its verdict is
compared with what must come out: cause, host, and detail where it is sure. Then the fault is healed and the same test is run again: it must
pass, and no cause may be named. `make faults` runs all of it; `python -m lab fault inject NAME HOST` one.

**real** means that unmodified services produced the deciding text; what of the lab differs from a cloud for that stands in the last table.
**recorded** means that this machine cannot provoke it: evidence after public reports goes through the same classification.
"""


def page(runs: list[str]) -> str:
    """The page of these runs, of which the last gives the tables. :raises LabError: there is no such run"""
    books = [book_of(run) for run in runs]
    results = books[-1].results()
    each = {run: book.results() for run, book in zip(runs, books, strict=True)}
    return "\n".join([_HEAD, *_runs(each), *_table(results), *_confusion(results), *_differences()]).rstrip() + "\n"


def _runs(each: dict[str, list[Result]]) -> Iterator[str]:
    yield "## Runs\n"
    yield "| run of the matrix | faults | trials | right | of them real | minutes of trials |"
    yield "|---|---|---|---|---|---|"
    for run, results in each.items():
        real = [result for result in results if result.kind == "real"]
        right = [result for result in results if result.right]
        minutes = sum(result.took for result in results) / 60
        names = len({result.fault for result in results})
        yield f"| {run} | {names} | {len(results)} | {len(right)} | {len([r for r in right if r in real])} of {len(real)} | {minutes:.0f} |"
    yield ""


def _table(results: list[Result]) -> Iterator[str]:
    yield "## Trials of the last run\n"
    yield "| fault | operation | kind | expected | got | seconds to verdict | healed | run |"
    yield "|---|---|---|---|---|---|---|---|"
    for result in results:
        expected = " or ".join(map(str, result.expected))
        got = str(result.got) if result.got else result.trouble.replace("|", "/")[:120]
        mark = "" if result.named_right else "**wrong:** "
        healed = "" if result.kind == "recorded" else str(result.healed or "not run")
        seconds = "" if result.seconds is None else f"{result.seconds:.1f}"
        yield (
            f"| {result.fault}: {result.title} | {result.operation} ({result.part}) | {result.kind} | {expected} "
            f"| {mark}{got} | {seconds} | {healed} | {result.run or ''} |"
        )
    yield ""


def _confusion(results: list[Result]) -> Iterator[str]:
    """Rows are what was provoked, columns what was named."""
    counts = Counter((_expected(result), result.got.cause if result.got else "no result") for result in results)
    yield "## Confusion matrix\n"
    yield "Trials of the last run: what was provoked, and what it was called.\n"
    yield "| provoked | called so | called otherwise |"
    yield "|---|---|---|"
    for cause in sorted({provoked for provoked, _ in counts}):
        others = ", ".join(f"{named}: {count}" for (provoked, named), count in sorted(counts.items()) if provoked == cause != named)
        yield f"| {cause} | {counts[cause, cause]} | {others or '-'} |"
    yield ""


def _expected(result: Result) -> str:
    """The cause that the trial is counted under: of two faults at once, the one that was named."""
    causes = [one.cause for one in result.expected]
    return result.got.cause if result.got and result.got.cause in causes else causes[0]


def _differences() -> Iterator[str]:
    yield "## What of the lab differs, for a fault to be real here\n"
    yield "For all: guests are emulated (`virt_type = qemu`), and some of OpenStack's waits are shorter ([docs/lab.md](lab.md)).\n"
    yield "| fault | what differs |"
    yield "|---|---|"
    for one in _different():
        yield f"| {one.name} | {one.fault.difference} |"
    yield ""
    yield "## What cannot be provoked here\n"
    yield "| fault | why |"
    yield "|---|---|"
    for one in faults():
        if one.fault.recorded:
            yield f"| {one.name}: {one.fault.title} | {one.fault.recorded} |"


def _different() -> list[NamedFault]:
    return [one for one in faults() if one.fault.difference]
