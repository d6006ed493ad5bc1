"""Which failures an entry of known issues is about."""

from datetime import date
from typing import Any

import pytest

from conformance.known_issues.issue import KnownIssue, KnownIssues
from conformance.model.hosts import HostPair
from conformance.model.operation import OperationKind
from conformance.model.verdict import UNCLASSIFIED, Verdict
from conformance.report.run_file import TestOutcome, TestRecord

LIVE, BOOT = OperationKind.LIVE_MIGRATION, OperationKind.BOOT

TODAY = date(2026, 6, 15)


def issue(**about: Any) -> KnownIssue:
    cause = None if "fingerprint" in about else "disk-full"
    return KnownIssue(reason="r", owner="o", expires=TODAY, cause=cause, **about)


def failure(place: str, kind: OperationKind | None = LIVE, cause: str = "disk-full", fingerprint: str | None = None) -> TestRecord:
    """Of a pair (a-to-b), or of a host (a)."""
    source, _, destination = place.partition("-to-")
    return TestRecord(
        id=f"test[{place}]",
        outcome=TestOutcome.FAILED,
        seconds=1,
        kind=kind,
        pair=HostPair(source=source, destination=destination) if destination else None,
        host=None if destination else source,
        verdict=Verdict(cause=cause, title="t", fingerprint=fingerprint),
    )


@pytest.mark.parametrize(
    ("about", "matched", "not_matched"),
    [
        ({}, ["a-to-b", "b-to-a", "a"], []),
        ({"hosts": ("a",)}, ["a-to-b", "b-to-a", "a"], ["b-to-c", "b", "aa"]),
        ({"hosts": ("c*", "b?")}, ["c1-to-a", "a-to-b2", "c"], ["a-to-b", "b", "d"]),
        ({"pair": "a to b"}, ["a-to-b"], ["b-to-a", "a-to-c", "a", "b"]),
        ({"pair": "a* to b*"}, ["a1-to-b2"], ["b2-to-a1", "a1-to-a2"]),
        ({"hosts": ("A",)}, ["A"], ["a"]),
    ],
)
def test_an_entry_is_of_its_hosts_or_its_pair_and_of_no_other(about: dict[str, Any], matched: list[str], not_matched: list[str]) -> None:
    assert [place for place in (*matched, *not_matched) if issue(**about).matches(failure(place))] == matched


def test_an_entry_is_of_its_operation_alone() -> None:
    assert issue(operation=BOOT).matches(failure("a", BOOT))
    assert not issue(operation=BOOT).matches(failure("a", LIVE))
    assert not issue(operation=BOOT).matches(failure("a", None))
    assert issue().matches(failure("a", None))


def test_an_entry_is_of_its_cause_alone() -> None:
    assert not issue().matches(failure("a", cause="kvm-unavailable"))
    assert not issue().matches(failure("a").model_copy(update={"verdict": None}))


def test_a_fingerprint_is_that_of_an_error_without_a_cause() -> None:
    by_error = issue(fingerprint="01234567")
    assert by_error.matches(failure("a", cause=UNCLASSIFIED, fingerprint="01234567"))
    assert not by_error.matches(failure("a", cause=UNCLASSIFIED, fingerprint="76543210"))
    assert not by_error.matches(failure("a", cause=UNCLASSIFIED))
    # a cause that is documented by now: the entry is to name it
    assert not by_error.matches(failure("a", fingerprint="01234567"))


def test_an_entry_counts_through_its_last_day_and_then_no_more() -> None:
    entries = tuple(issue().model_copy(update={"expires": date(2026, 6, day)}) for day in (14, 15, 16))
    known = KnownIssues(file="f", day=TODAY, issues=entries)
    assert [number for number, _ in known.expired()] == [1]
    found = known.known(failure("a"))
    assert found is not None
    assert (found.entry, found.expires) == (2, TODAY)


def test_the_first_entry_that_matches_says_what_is_known() -> None:
    known = KnownIssues(file="f", day=TODAY, issues=(issue(hosts=("z",)), issue(operation=LIVE), issue()))
    found = known.known(failure("a"))
    assert found is not None
    assert found.entry == 2
    assert known.known(failure("a", cause="kvm-unavailable")) is None


def test_what_an_entry_seeks_is_told_in_words() -> None:
    assert issue().sought == "disk-full"
    assert issue(operation=LIVE, hosts=("b", "a", "b")).sought == "disk-full of live-migration on a, b"
    assert issue(fingerprint="01234567", pair="a* to b").sought == "unclassified 01234567 from a* to b"
