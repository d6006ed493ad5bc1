"""docs/faults.md: every fault, what came of it, and the confusion matrix; made of runs of the matrix, never by hand."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path

from lab.faults.fault import NamedFault
from lab.faults.registry import faults
from lab.matrix.store import store_of
from lab.matrix.trial import Reported, TrialResult
from lab.matrix.whole import trials

PAGE = Path("docs/faults.md")

_HEAD = """# Faults, provoked and named

<!-- made by `python -m lab matrix page`: do not edit -->

Each fault is injected into a lab of real OpenStack services, the suite's own test of the operation that meets it is run, and its verdict is
compared with what must come out: cause, host, and detail where it is sure. Then the lab is recovered and the same test is run again: it
must pass, and no cause may be named. `make faults` runs all of it; `python -m lab fault inject NAME HOST` one.

**real** means that unmodified services produced the deciding text; what of the lab differs from a cloud for that stands in the last table.
**recorded** means that this machine cannot provoke it: evidence after public reports goes through the same classification.
"""

_OFTEN = 3
"""Runs in which a fault was named right, before it counts as proved."""


def page(runs: list[str], current: Collection[str]) -> str:
    """The page of these runs; the last that has a trial gives its result.

    :param current: the ids of the trials that there are now; what was run of others is counted and not shown
    :raises LabError: there is no such run
    """
    each = {run: store_of(run).results() for run in runs}
    latest = {result.trial: (run, result) for run, results in each.items() for result in results if not result.trouble}
    latest = {trial: result for trial, result in latest.items() if trial in current}
    trials = sorted(latest.items())
    results = [result for _, (_, result) in trials]
    table = [(run, result, _times_right(each, result)) for _, (run, result) in trials]
    parts = (
        _runs(each),
        _always(each, current),
        _table(table),
        _missing(latest),
        _confusion(results),
        _violations(results),
        _differences(),
    )
    return "\n".join([_HEAD, *(line for part in parts for line in part)]).rstrip() + "\n"


def _runs(each: dict[str, list[TrialResult]]) -> Iterator[str]:
    yield "## Runs\n"
    yield "Right is a trial with the right cause and host whose operation passed after recovery. A quick run leaves that out.\n"
    yield "| run of the matrix | faults | trials | cause and host right | and passed after recovery | minutes in which trials ran |"
    yield "|---|---|---|---|---|---|"
    for run, results in each.items():
        real = [result for result in results if result.kind == "real" and not result.trouble]
        named = [result for result in real if result.named_right and not result.judged_again]
        right = [result for result in real if result.right]
        yield f"| {run} | {len({result.fault for result in real})} | {len(real)} | {len(named)} | {len(right)} | {_minutes(real)} |"
    yield ""


def _minutes(results: list[TrialResult]) -> str:
    """Minutes in which at least one trial was under way; a run that was gone on with has pauses."""
    spans = sorted((one.ended - timedelta(seconds=one.took), one.ended) for one in results if one.ended)
    seconds, reached = 0.0, None
    for began, ended in spans:
        since = max(began, reached) if reached else began
        seconds += max(0.0, (ended - since).total_seconds())
        reached = max(ended, reached) if reached else ended
    return f"{seconds / 60:.0f}" if spans else ""


def _times_right(each: dict[str, list[TrialResult]], result: TrialResult) -> str:
    """In how many of the runs that have this trial it was right."""
    known = [other.right for results in each.values() for other in results if other.trial == result.trial and not other.trouble]
    return f"{sum(known)} of {len(known)}"


def _always(each: dict[str, list[TrialResult]], current: Collection[str]) -> Iterator[str]:
    """The real faults that were right every time, and often enough."""
    by_fault: dict[str, list[bool]] = {}
    for results in each.values():
        of_run: dict[str, bool] = {}
        for result in results:
            if result.kind == "real" and result.trial in current:
                of_run[result.fault] = of_run.get(result.fault, True) and result.right
        for fault, right in of_run.items():
            by_fault.setdefault(fault, []).append(right)
    always = sorted(fault for fault, right in by_fault.items() if all(right) and len(right) >= _OFTEN)
    yield f"Real faults that were right in {_OFTEN} or more of these runs, and wrong in none: **{len(always)}**. {', '.join(always)}\n"


def _table(results: list[tuple[str, TrialResult, str]]) -> Iterator[str]:
    yield "## Trials\n"
    yield "The last result of each trial in these runs.\n"
    yield "| fault | operation | kind | expected | got | seconds to verdict | after recovery | right | runs: of the matrix, of the suite |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for run, result, right in results:
        expected = " or ".join(map(str, result.expected))
        mark = "" if result.named_right else "**wrong:** "
        again = " (judged again, from the evidence of that run)" if result.judged_again else ""
        recovered = "" if result.kind == "recorded" else str(result.recovered or "not run")
        seconds = "" if result.seconds is None else f"{result.seconds:.1f}"
        where = "" if result.kind == "recorded" else f"{run}, {result.run}"
        yield (
            f"| {result.fault}: {result.title} | {result.operation} ({result.part}) | {result.kind} | {expected} "
            f"| {mark}{result.got}{again} | {seconds} | {recovered} | {right} | {where} |"
        )
    yield ""


def _missing(known: Collection[str]) -> Iterator[str]:
    missing = [trial for trial in trials(()) if trial.id not in known]
    if missing:
        yield "## Not run yet\n"
        yield "Written, and not part of these runs: nothing is claimed of them.\n"
        for trial in missing:
            yield f"- {trial.named.name}: {trial.named.fault.title} ({trial.showing.operation})"
        yield ""


def _confusion(results: list[TrialResult]) -> Iterator[str]:
    """Rows are what was provoked, columns what was named."""
    counts = Counter((_expected(result), result.got.cause if result.got else "no result") for result in results)
    yield "## Confusion matrix\n"
    yield "What was provoked in the trials above, and what it was called.\n"
    yield "| provoked | called so | called otherwise |"
    yield "|---|---|---|"
    for cause in sorted({provoked for provoked, _ in counts}):
        others = ", ".join(f"{named}: {count}" for (provoked, named), count in sorted(counts.items()) if provoked == cause != named)
        yield f"| {cause} | {counts[cause, cause]} | {others or '-'} |"
    yield ""


def _violations(results: list[TrialResult]) -> Iterator[str]:
    """Of the trials whose runs looked at invariants."""
    looked = [(result, report) for result in results for report in result.invariants or ()]
    if looked:
        yield "## Invariants\n"
        yield "What the suite reported of the invariants that a fault violates, before recovery. *Not violated* makes a trial wrong.\n"
        yield "| fault | operation | invariant | host | reported |"
        yield "|---|---|---|---|---|"
        for result, one in looked:
            mark = "**wrong:** " if one.reported is Reported.NOT_VIOLATED else ""
            words = "" if one.reported is Reported.VIOLATED else f": {one.words}"
            yield f"| {result.fault} | {result.operation} | {one.invariant} | {one.host or ''} | {mark}{one.reported}{words} |"
        yield ""


def _expected(result: TrialResult) -> str:
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
    """The faults of the matrix; those that invariants alone notice are on the page of invariants."""
    return [one for one in faults() if one.fault.difference and one.fault.shows]
