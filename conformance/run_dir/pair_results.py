"""The last result of every ordered pair, over all runs in a directory of reports: reports/pair-results.jsonl.

It is all that a rotation over nights needs, so a pipeline keeps this one file in its cache. Each result is a line of its own, added when
the test ends, so that a run that is killed has lost none; once there is too much, only the newest of each pair and kind of operation are
kept. Runs at once do not mix: who writes holds a lock. A link that another user has put in its place is not written through.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from filelock import FileLock
from pydantic import AwareDatetime, ValidationError

from conformance.input.files import MIB
from conformance.model.base import Noun
from conformance.model.hosts import HostPair
from conformance.model.operation import OperationKind
from conformance.run_dir.records import JsonLines
from conformance.text.writing import json_text

FILE = "pair-results.jsonl"

LARGEST = 64 * MIB
"""Bytes of it that are read: the results of two kinds of migrations over the pairs of 400 hosts."""

GROWN = 8 * MIB
"""Bytes from which on older results are dropped."""

_WAIT = 30
"""Seconds that a writer waits for another one."""

NEVER = datetime.min.replace(tzinfo=UTC)


class PairResult(Noun):
    """How an operation on a pair ended. states: what the source and the destination were made of then (state_of)."""

    cloud: str
    kind: OperationKind
    pair: HostPair
    passed: bool
    ended: AwareDatetime
    run: str
    states: tuple[str, str] = ("", "")


Latest = Mapping[tuple[OperationKind, HostPair], PairResult]
"""By kind and pair, the newest result."""


class PairResults:
    """The file of it in a directory of reports."""

    def __init__(self, reports: Path) -> None:
        self.path = reports / FILE
        self._lines = JsonLines(self.path, limit=LARGEST)
        self._lock = FileLock(reports / f".{FILE}.lock")

    def add(self, result: PairResult) -> None:
        """One more. :raises OSError: it cannot be written, or another run holds the file for too long"""
        with self._lock.acquire(timeout=_WAIT):
            self._lines.append(result.model_dump(mode="json"))
            if self.path.stat().st_size > GROWN:
                self._drop_older()

    def latest(self, cloud: str) -> Latest:
        """The newest results of a cloud. :raises UnreadableFile: the file cannot be read"""
        found: dict[tuple[OperationKind, HostPair], PairResult] = {}
        for result in self._results():
            known = found.get((result.kind, result.pair))
            if result.cloud == cloud and (known is None or result.ended >= known.ended):
                found[result.kind, result.pair] = result
        return found

    def _results(self) -> Iterator[PairResult]:
        for line in self._lines:
            with suppress(ValidationError):
                yield PairResult.model_validate(line)

    def _drop_older(self) -> None:
        newest = {(result.cloud, result.kind, result.pair): result for result in self._results()}
        # a name that nobody can foresee: the directory may be shared
        with NamedTemporaryFile("w", dir=self.path.parent, prefix=f".{FILE}.", encoding="utf-8", delete=False) as new:
            new.writelines(f"{json_text(result.model_dump(mode='json'))}\n" for result in newest.values())
        Path(new.name).replace(self.path)


def state_of(versions: Mapping[str, Mapping[str, str]], host: str) -> str:
    """A short mark of what a host is made of, which changes when one of its versions does; empty where nothing is known of it.

    :param versions: by product and host
    """
    own = sorted((product, by_host[host]) for product, by_host in versions.items() if host in by_host)
    return sha256(repr(own).encode()).hexdigest()[:8] if own else ""
