"""A failure that is known: what of a cloud it is, why it is accepted, who looks after it, and until when."""

from collections.abc import Collection, Iterator
from datetime import date
from fnmatch import fnmatchcase
from typing import Protocol

from conformance.model.base import Noun
from conformance.model.hosts import HostPair
from conformance.model.operation import OperationKind
from conformance.model.verdict import UNCLASSIFIED, Verdict

STALE_AFTER = 5
"""Runs in a row in which an entry matches nothing, until it is called stale."""

PAIR_WORD = "to"
"""What stands between the two patterns of a pair."""


class Tested(Protocol):
    """What a test was about: its operation, and its host or pair."""

    @property
    def kind(self) -> OperationKind | None:
        """The operation that it is marked with, if any."""

    @property
    def pair(self) -> HostPair | None:
        """Its pair of hosts, if it has one."""

    @property
    def host(self) -> str | None:
        """Its host, if it has one."""


class Failed(Tested, Protocol):
    """A test that failed, with the verdict on it."""

    @property
    def verdict(self) -> Verdict | None:
        """Why it failed; None: nothing was judged."""


class KnownIssue(Noun):
    """An entry of a site's file. Its values were checked where the file was read (`entry.py`).

    cause or fingerprint: of the verdict. operation, hosts, pair: what else must be true of the test; each of them may be missing. hosts are
    shell patterns, of which one must fit the test's host, or one of its two hosts. pair: `SOURCE to DESTINATION`, patterns, too.
    expires: the last day on which it counts. stale_after: runs in a row in which it matches nothing, until it is called stale.
    """

    reason: str
    owner: str
    expires: date
    cause: str | None = None
    fingerprint: str | None = None
    operation: OperationKind | None = None
    hosts: tuple[str, ...] = ()
    pair: str | None = None
    link: str | None = None
    stale_after: int = STALE_AFTER

    @property
    def sought(self) -> str:
        """What it is to match, in words: `disk-full of live-migration on compute-0*`. Entries of the same words match the same."""
        what = self.cause or f"{UNCLASSIFIED} {self.fingerprint}"
        operation = f" of {self.operation}" if self.operation else ""
        place = f" from {self.pair}" if self.pair else f" on {', '.join(sorted(set(self.hosts)))}" if self.hosts else ""
        return f"{what}{operation}{place}"

    def matches(self, test: Failed) -> bool:
        """Whether that failure is this one."""
        return self._is_verdict(test.verdict) and self.is_about(test)

    def is_about(self, test: Tested) -> bool:
        """Whether a failure of that test could be this one."""
        return self.operation in {None, test.kind} and self._fits(test)

    def names_one_of(self, hosts: Collection[str]) -> bool:
        """Whether one of the hosts is meant, or both hosts of a pair are among them; an entry without hosts means all."""
        if self.pair:
            return all(any(fnmatchcase(host, pattern) for host in hosts) for pattern in self._ends())
        return not self.hosts or any(self._fits_host(host) for host in hosts)

    def _is_verdict(self, verdict: Verdict | None) -> bool:
        if verdict is None:
            return False
        if self.fingerprint:
            return verdict.cause == UNCLASSIFIED and verdict.fingerprint == self.fingerprint
        return verdict.cause == self.cause

    def _fits(self, test: Tested) -> bool:
        pair = (test.pair.source, test.pair.destination) if test.pair else ()
        if self.pair:
            return bool(pair) and all(fnmatchcase(host, pattern) for host, pattern in zip(pair, self._ends(), strict=True))
        hosts = (*pair, *((test.host,) if test.host else ()))
        return not self.hosts or any(self._fits_host(host) for host in hosts)

    def _fits_host(self, host: str) -> bool:
        return any(fnmatchcase(host, pattern) for pattern in self.hosts)

    def _ends(self) -> tuple[str, str]:
        source, _, destination = (self.pair or "").partition(f" {PAIR_WORD} ")
        return source, destination


class Known(Noun):
    """What is said of a failure that is known. entry: the number of the entry in its file, from 1."""

    entry: int
    reason: str
    owner: str
    expires: date
    link: str | None = None


class KnownIssues(Noun):
    """The entries that a run was given. file: where they stand. day: the day (UTC) on which the run began."""

    file: str
    day: date
    issues: tuple[KnownIssue, ...] = ()

    def expired(self) -> Iterator[tuple[int, KnownIssue]]:
        """The entries that excuse nothing any more, with their numbers."""
        return ((number, issue) for number, issue in self.numbered() if self.is_over(issue))

    def numbered(self) -> Iterator[tuple[int, KnownIssue]]:
        """All entries, with their numbers in the file."""
        return enumerate(self.issues, 1)

    def is_over(self, issue: KnownIssue) -> bool:
        """Whether an entry has expired. The day of the run's beginning counts: what is known does not change while a run goes on."""
        return issue.expires < self.day

    def known(self, test: Failed) -> Known | None:
        """What is known of a failure, by the first entry that matches it and has not expired; None: it is news."""
        for number, issue in self.numbered():
            if not self.is_over(issue) and issue.matches(test):
                return Known(entry=number, reason=issue.reason, owner=issue.owner, expires=issue.expires, link=issue.link)
        return None
