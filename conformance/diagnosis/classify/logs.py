"""Raw logs as services wrote them, of any size: what in them tells anything becomes evidence.

A log is read once, in chunks, and what that costs is one search for the words of all patterns; only a line that has one is looked at.
"""

import bz2
import gzip
import lzma
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, cast

from conformance.diagnosis.classify.sources import named_source
from conformance.diagnosis.classify.xz import Unpacked
from conformance.diagnosis.patterns.kept import Kept
from conformance.diagnosis.patterns.lines import LONGEST, OVERLAP
from conformance.diagnosis.patterns.normalise import undone
from conformance.diagnosis.patterns.patterns import Patterns
from conformance.diagnosis.records.headers import header
from conformance.diagnosis.records.wording import compiled, is_frame, wording
from conformance.diagnosis.records.wording import patterns as symptom_patterns
from conformance.diagnosis.records.wrappers import unwrapped
from conformance.diagnosis.taxonomy.taxonomy import Taxonomy
from conformance.input.files import UnreadableFile, is_directory, is_file, open_regular, size_in_words
from conformance.model.errors import UsageProblem
from conformance.model.evidence import Evidence, Source

CHUNK = 1 << 22
"""Bytes of a log that are in memory at once."""

MOST = 16 << 30
"""Bytes of all logs together when they are unpacked, which take some minutes: a packed file of a few bytes may stand for any number."""

MOST_LOGS = 10_000
"""Logs of a directory."""

_PACKED = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ", Unpacked))
"""How the files that logrotate packs begin, and what reads them."""

SHORT = 1 << 15
"""Bytes of a file that may be what somebody pasted: it is kept whole where it tells anything."""

_RECORDS = (Source.SERVER_FAULT, Source.EVENTS, Source.MIGRATION)
"""What an API tells, and no log: a file that is called so is something else."""

MOST_FAILURES = 2_000
"""Records of instances' errors that are kept of a log though it says the same of others: they are counted."""

_FAILURE = re.compile(rb"\bERROR \S+ \[[^\]]*\] \[instance: ")

_DOMAIN = re.compile(r"instance-[0-9a-f]{8}")

_OF_ALL = frozenset({"messages", "syslog", "daemon", "journal", "journalctl"})
"""Logs in which all services of a host write: a text from everywhere."""

_WORDS_OF_A_HOST = 8
"""Words of a host's name that are looked through for where a service's name begins."""

_BYTES = re.compile(rb'"MESSAGE" ?: ?\[\d')

_ROTATED = re.compile(r"(?:[.-]\d{1,8}|\.log|\.txt|\.gz|\.bz2|\.xz|\.old)+$")


def telling(taxonomy: Taxonomy) -> Patterns:
    """Everything that a log may tell: what causes and symptoms look for."""
    return Patterns.of((*taxonomy.patterns.texts, *symptom_patterns().texts))


class LogBudget:
    """How much of all logs together may still be read.

    :param left: bytes
    """

    def __init__(self, left: int | None = None) -> None:
        self._most = self._left = MOST if left is None else left

    def take(self, size: int, path: Path) -> None:
        """So many bytes were read. :raises UsageProblem: they are too many"""
        self._left -= size
        if self._left < 0:
            raise UsageProblem(
                f"{path}: the logs have more than {size_in_words(self._most)} when they are unpacked, which is the limit. "
                "Give fewer, or those of the time around the failure"
            )


def log_evidence(path: Path, source: Source, patterns: Patterns, allowance: LogBudget | None = None) -> Evidence:
    """The lines of a log in which any of the patterns is found.

    :param allowance: what may be read of all logs together; None: of this one alone
    :raises UsageProblem: it cannot be read, or there is more than may be read
    """
    allowance = allowance or LogBudget()
    kept = Kept()
    lines: list[bytes] = []
    size = failures = 0
    chunk = b""
    try:
        with _opened(path) as log:
            for chunk in _chunks(log):
                allowance.take(len(chunk), path)
                size += len(chunk)
                for line in patterns.lines(undone(_plain(chunk))):
                    if kept.new(line, patterns.found_in) or (_FAILURE.search(line) and (failures := failures + 1) <= MOST_FAILURES):
                        lines.append(line.strip())
    except UnreadableFile as trouble:
        raise UsageProblem(str(trouble)) from None
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as trouble:
        raise UsageProblem(f"{path}: cannot be read: {trouble}") from None
    if 0 < size <= SHORT:
        # what somebody pasted may be broken over several lines
        lines = _plain(chunk).split(b"\n") if lines else list(_complaints(chunk))
    if size and not lines:
        lines = [b"%s was read, %d bytes, and no line in it shows an error" % (path.name.encode("utf-8", "replace"), size)]
    return Evidence(source=source, text=b"\n".join(lines).decode("utf-8", "replace"), host=host_of(path))


def _complaints(text: bytes) -> Iterator[bytes]:
    """Of a file that is no log, but what somebody pasted, the lines that tell of something that did not work."""
    lines = text.decode("utf-8", "replace").splitlines()
    if any(header(line) for line in lines):
        return
    for line in lines:
        if compiled(wording().complaint).search(line[:LONGEST]) and not is_frame(line[:LONGEST]):
            yield line.encode()


def _plain(chunk: bytes) -> bytes:
    """The chunk; of a journal's JSON whose messages are bytes, in which no word is found, what they say."""
    if not _BYTES.search(chunk):
        return chunk
    return unwrapped(chunk.decode("utf-8", "replace")).encode()


def logs_in(path: Path) -> Iterator[tuple[Source, Path]]:
    """The logs under a directory whose names tell which service wrote them; of a file, itself. :raises UsageProblem: there are none"""
    named = ((source, file) for file in _files(path) if (source := source_of(file)))
    found = sorted(islice(named, MOST_LOGS + 1))
    if len(found) > MOST_LOGS:
        raise UsageProblem(f"{path}: there are more than {MOST_LOGS:,} logs in it, which is the limit. Give a directory with fewer")
    if not found:
        raise UsageProblem(f"{path}: no log whose name tells its service; say SOURCE=FILE, as in nova-compute={path}")
    yield from found


def source_of(path: Path) -> Source | None:
    """The source that a log's name tells, rotated and packed or not; None where it tells none."""
    if path.parent.name == "qemu":
        return Source.QEMU
    name = _ROTATED.sub("", path.name)
    if _DOMAIN.fullmatch(name):
        return Source.QEMU
    if name in _OF_ALL:
        return Source.CLI
    # Red Hat's packages write neutron/server.log and glance/api.log: the directory says whose. DevStack writes screen-n-cpu.txt.
    source = named_source(f"{path.parent.name}-{name}") or named_source(name.removeprefix("screen-")) or _behind_host(name)[1]
    return None if source in _RECORDS else source


def host_of(path: Path) -> str | None:
    """The host that a log's name begins with, as collectors write compute01-nova-compute.log; None where it begins with none."""
    name = _ROTATED.sub("", path.name)
    return None if named_source(name) else _behind_host(name)[0]


def _behind_host(name: str) -> tuple[str | None, Source | None]:
    """Host and source of a name that has both; the service's name has two words, so that none is taken for a host's."""
    parts = re.split(r"[-_.]", name)
    for start in range(1, min(len(parts) - 1, _WORDS_OF_A_HOST)):
        service = "-".join(parts[start:])
        if source := named_source(service):
            return name[: -len(service) - 1], source
    return None, None


def _files(path: Path) -> Iterator[Path]:
    if is_directory(path):
        yield from (file for file in path.rglob("*") if is_file(file))
    else:
        yield path


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with open_regular(path) as file:
        head = file.read(8)
        file.seek(0)
        opener = next((opener for start, opener in _PACKED if head.startswith(start)), None)
        yield cast(IO[bytes], opener(file)) if opener else file


def _chunks(log: IO[bytes]) -> Iterator[bytes]:
    """The log in chunks that end where a line does; in a line that is longer than a chunk, with an overlap."""
    left = b""
    while chunk := log.read(CHUNK):
        text = left + chunk
        end = text.rfind(b"\n") + 1
        if end:
            yield text[:end]
            left = text[end:]
        elif len(text) >= CHUNK:
            yield text
            left = text[-OVERLAP:]
        else:
            left = text
    if left:
        yield left
