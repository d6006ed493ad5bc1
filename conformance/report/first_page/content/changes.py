"""What changed since the baseline: tests that changed in the same way stand together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.report.compare.comparison import Became, ChangedTest, Comparison, Ending
from conformance.report.compare.told import conclusion, in_words, slow_words, subject

_COUNTED = (Became.MISSING, Became.NEW)
"""What is counted, and not told test by test."""


@dataclass(frozen=True)
class Change:
    """Tests that became the same: before and after in words, hosts that are to blame; subjects: what they are about, with their ids."""

    became: Became
    before: str
    after: str
    hosts: tuple[str, ...]
    subjects: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Upgrade:
    """A product with another version: on which hosts, of how many; none for the cloud as a whole."""

    product: str
    before: str
    after: str
    hosts: tuple[str, ...]
    of: int


@dataclass(frozen=True)
class Changes:
    """A comparison as the page shows it. regressed: how many tests; conclusion: in one line. added, removed: hosts."""

    baseline: str
    comparable: bool
    regressed: int
    conclusion: str
    changes: tuple[Change, ...]
    versions: tuple[Upgrade, ...]
    slower: tuple[str, ...]
    not_judged: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]


def changes(comparison: Comparison) -> Changes:
    """The comparison, regressions first."""
    return Changes(
        baseline=comparison.baseline.run,
        comparable=comparison.incomparable is None,
        regressed=len(comparison.that(Became.REGRESSED)),
        conclusion=conclusion(comparison),
        changes=tuple(_together([test for test in comparison.tests if test.became not in _COUNTED])),
        versions=tuple(Upgrade(one.product, one.before, one.after, one.hosts, one.of) for one in comparison.versions),
        slower=tuple(slow_words(slow) for slow in comparison.speed.slower),
        not_judged=tuple(kind.replace("-", " ") for kind in comparison.speed.not_judged),
        added=comparison.added,
        removed=comparison.removed,
    )


def _together(tests: Sequence[ChangedTest]) -> Iterator[Change]:
    """By what became of them and the causes, whatever the hosts: a cause is not told once for each host."""
    found: dict[tuple[Became, str, str], list[ChangedTest]] = {}
    for test in tests:
        found.setdefault((test.became, _words(test.before), _words(test.after)), []).append(test)
    for became in Became:
        alike = [(key, of) for key, of in found.items() if key[0] is became]
        for (_, before, after), of in sorted(alike, key=lambda item: -len(item[1])):
            ends = [test.before if became is Became.FIXED else test.after for test in of]
            hosts = {end.host for end in ends if end and end.host}
            yield Change(became, before, after, tuple(sorted(hosts)), tuple((subject(test), test.id) for test in of))


def _words(ending: Ending | None) -> str:
    """`hypervisor-down`, `passed`, `skipped: disabled`: without the host and the details of the cause, but for an error's fingerprint."""
    plain = ending.model_copy(update={"host": None, "detail": None}) if ending and ending.cause else ending
    return in_words(plain)
