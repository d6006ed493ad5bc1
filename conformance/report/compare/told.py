"""A comparison in words: lines for a terminal, and Markdown for a merge request or a page."""

import re
from collections.abc import Iterable, Iterator, Sequence

from conformance.model.operation import OperationKind
from conformance.report.compare.comparison import Became, ChangedTest, ChangedVersion, Comparison, DowntimeChange, Ending, SlowOperation
from conformance.report.downtimes import LongestDowntime
from conformance.report.terminal.downtimes import longest_in_words
from conformance.report.terminal.words import one_line

MOST = 100
"""Tests, or groups of them, that are named of each kind of change: comparison.json has all."""

_SAID = (
    Became.REGRESSED,
    Became.FAILS_NEWLY,
    Became.FAILING_DIFFERENTLY,
    Became.STILL_FAILING,
    Became.KNOWN,
    Became.FIXED,
    Became.UNTESTED,
)
"""What is named test by test; what is missing or new is counted."""


def conclusion(comparison: Comparison) -> str:
    """The comparison in one line."""
    name = comparison.baseline.run
    if comparison.incomparable:
        return f"not comparable with {name}: {comparison.incomparable}"
    verdict = "regression" if comparison.is_regression else f"no regression{' in what is there,' if comparison.incomplete else ''}"
    gap = f"; {comparison.incomplete}" if comparison.incomplete else ""
    return f"{verdict} against {name}: {', '.join(_counts(comparison)) or 'nothing changed'}{gap}"


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """The comparison for a terminal: the conclusion, then what changed."""
    yield conclusion(comparison)
    if comparison.incomparable:
        return
    for what, hosts in (("added", comparison.added), ("removed", comparison.removed)):
        if hosts:
            yield f"hosts {what}: {', '.join(hosts)}"
    for change in comparison.versions:
        yield f"version changed: {version_words(change)}"
    for became in _SAID:
        groups = _grouped(comparison.that(became))
        for title, tests in groups[:MOST]:
            subjects = ", ".join(subject(test) for test in tests[:8]) + (f" and {len(tests) - 8} more" if len(tests) > 8 else "")
            yield f"{became}: {subjects}: {title}"
        if len(groups) > MOST:
            yield f"{became}: {len(groups) - MOST} more, see comparison.json"
    for slow in comparison.speed.slower:
        yield f"slower: {slow_words(slow)}"
    if comparison.speed.not_judged:
        yield f"durations are not judged, as there are too few earlier runs: {_kinds(comparison.speed.not_judged)}"
    yield from _downtimes(comparison.downtime)


def markdown(comparison: Comparison) -> str:
    """The comparison as GitLab, GitHub and Gitea show it."""
    parts = [f"## {_heading(comparison)}", "", escaped(conclusion(comparison)), ""]
    if comparison.incomparable:
        return "\n".join(parts)
    for what, hosts in (("added", comparison.added), ("removed", comparison.removed)):
        if hosts:
            parts += [f"Hosts {what}: {', '.join(map(escaped, hosts))}", ""]
    parts += _table("Versions changed", ("product", "baseline", "this run", "hosts"), map(_version_row, comparison.versions))
    for became in _SAID:
        rows = [(subject(test), in_words(test.before), in_words(test.after)) for test in comparison.that(became)]
        parts += _table(f"{became[0].upper()}{became[1:]}", ("test", "baseline", "this run"), rows)
    for title, slower in (("Slower", comparison.speed.slower), ("Longer downtime", comparison.downtime.longer)):
        parts += _table(title, ("operation", "usual", "this run", "factor"), map(_slow_row, slower))
    parts += _table("Longest downtime", ("operation", "baseline", "this run"), _longest_rows(comparison.downtime))
    return "\n".join(parts)


def subject(test: ChangedTest) -> str:
    """`live migration compute-01 to compute-02`, `boot on compute-01`, `clock_synchronised on compute-01`; else the test's id."""
    what = test.invariant or (test.kind.replace("-", " ") if test.kind else None)
    if what is None:
        return test.id
    if test.pair:
        return f"{what} {test.pair.source} to {test.pair.destination}"
    return f"{what} on {test.host}" if test.host else what


def in_words(ending: Ending | None) -> str:
    """`hypervisor-down on compute-02`, `passed`, `skipped: disabled`."""
    if ending is None:
        return "not there"
    if ending.cause:
        detail = f" ({one_line(ending.fingerprint or ending.detail or '', 60)})" if ending.fingerprint or ending.detail else ""
        return f"{ending.cause}{detail}{f' on {ending.host}' if ending.host else ''}"
    return f"{ending.outcome}{f': {one_line(ending.reason, 120)}' if ending.reason else ''}"


def version_words(change: ChangedVersion) -> str:
    """`nova 33.0.2 -> 34.0.0 on 2 of 3 hosts (compute-01, compute-02)`."""
    where = f" on {len(change.hosts)} of {change.of} hosts ({', '.join(change.hosts)})" if change.hosts else ""
    return f"{change.product} {change.before} -> {change.after}{where}"


def slow_words(slow: SlowOperation) -> str:
    """`live migration compute-01 to compute-02: 41 s, usually 12 s (3.4 times, noise up to 1.6 times)`."""
    noise = f"{slow.factor:g} times as long, of which noise explains {slow.limit:g}"
    return f"{_slow_subject(slow)}: {slow.seconds:g} s, usually {slow.usual:g} s ({noise})"


def escaped(text: str) -> str:
    """A text from outside in Markdown: it makes no mark-up, no HTML, no link, no mention and no new line."""
    plain = (
        one_line(text, 400)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("@", "&#64;")
        .replace("://", ":&#47;&#47;")
    )
    return re.sub(r"([\\`*_{}\[\]()#+!|~$])", r"\\\1", plain)


def _heading(comparison: Comparison) -> str:
    if comparison.incomparable:
        return "Not comparable"
    if comparison.is_regression:
        return "Regression"
    return "Shards are missing" if comparison.incomplete else "No regression"


def _downtimes(change: DowntimeChange) -> Iterator[str]:
    before = {longest.kind: longest for longest in change.before}
    for longest in change.after:
        was = before.get(longest.kind)
        yield f"longest downtime, {longest_in_words(longest)}; baseline: {longest_in_words(was) if was else 'not measured'}"
    for slow in change.longer:
        yield f"longer downtime: {slow_words(slow)}"
    if change.not_judged:
        yield f"downtimes are not judged, as there are too few earlier runs: {_kinds(change.not_judged)}"


def _kinds(kinds: Iterable[OperationKind]) -> str:
    return ", ".join(kind.replace("-", " ") for kind in kinds)


def _counts(comparison: Comparison) -> Iterator[str]:
    for became in Became:
        count = len(comparison.that(became))
        if count:
            yield f"{count} {became}"
    if comparison.passed:
        yield f"{comparison.passed} pass as before"


def _grouped(tests: Iterable[ChangedTest]) -> list[tuple[str, list[ChangedTest]]]:
    """Tests that changed in the same way, the largest group first."""
    found: dict[str, list[ChangedTest]] = {}
    for test in tests:
        before, after = in_words(test.before), in_words(test.after)
        title = (
            f"was {before}" if test.became is Became.FIXED else after if test.became is Became.STILL_FAILING else f"{after}, was {before}"
        )
        found.setdefault(title, []).append(test)
    return sorted(found.items(), key=lambda group: -len(group[1]))


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(escaped(cell) for cell in row) + " |" for row in rows]
    if not lines:
        return []
    more = [f"and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return [f"### {title}", "", "| " + " | ".join(head) + " |", "|" + " --- |" * len(head), *lines[:MOST], *more, ""]


def _version_row(change: ChangedVersion) -> tuple[str, ...]:
    return (
        change.product,
        change.before,
        change.after,
        f"{', '.join(change.hosts)} ({len(change.hosts)} of {change.of})" if change.hosts else "all",
    )


def _slow_row(slow: SlowOperation) -> tuple[str, ...]:
    return (_slow_subject(slow), f"{slow.usual:g} s", f"{slow.seconds:g} s", f"{slow.factor:g}")


def _longest_rows(change: DowntimeChange) -> Iterator[tuple[str, ...]]:
    before, after = ({longest.kind: _longest(longest) for longest in one} for one in (change.before, change.after))
    for kind in {**before, **after}:
        yield kind.replace("-", " "), before.get(kind, "not measured"), after.get(kind, "not measured")


def _longest(longest: LongestDowntime) -> str:
    return f"{longest.downtime.seconds:g} s" + (f" ({longest.pair.source} to {longest.pair.destination})" if longest.pair else "")


def _slow_subject(slow: SlowOperation) -> str:
    kind = slow.kind.replace("-", " ")
    return f"{kind} {slow.pair.source} to {slow.pair.destination}" if slow.pair else f"{kind}, on all alike"
