"""Raw logs as services wrote them, of any size: what in them tells anything becomes evidence.

A log is read once, in chunks, and what that costs is one search for the words of all patterns; only a line that has one is looked at.
"""

import bz2
import gzip
import lzma
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from conformance.classify import symptoms
from conformance.classify.kept import Kept
from conformance.classify.lines import OVERLAP
from conformance.classify.normalise import undone
from conformance.classify.patterns import Patterns
from conformance.classify.sources import named_source
from conformance.classify.taxonomy import Taxonomy
from conformance.model.errors import UsageProblem
from conformance.model.evidence import Evidence, Source

CHUNK = 1 << 22
"""Bytes of a log that are in memory at once."""

_PACKED = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ", lzma.open))
"""How the files that logrotate packs begin, and what reads them."""

_RECORDS = (Source.SERVER_FAULT, Source.EVENTS, Source.MIGRATION)
"""What an API tells, and no log: a file that is called so is something else."""

_ROTATED = re.compile(r"(?:[.-]\d{1,8}|\.log|\.txt|\.gz|\.bz2|\.xz|\.old)+$")


def telling(taxonomy: Taxonomy) -> Patterns:
    """Everything that a log may tell: what causes and symptoms look for."""
    return Patterns.of((*taxonomy.patterns.texts, *symptoms.patterns().texts))


def log_evidence(path: Path, source: Source, patterns: Patterns) -> Evidence:
    """The lines of a log in which any of the patterns is found. :raises UsageProblem: it cannot be read"""
    kept = Kept()
    lines: list[bytes] = []
    size = 0
    try:
        with _opened(path) as log:
            for chunk in _chunks(log):
                size += len(chunk)
                for line in patterns.lines(undone(chunk)):
                    if kept.new(line, patterns.found_in):
                        lines.append(line.strip())
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as trouble:
        raise UsageProblem(f"{path}: cannot be read: {trouble}") from None
    if size and not lines:
        lines = [b"%s was read, %d bytes, and no line in it tells of a failure" % (path.name.encode("utf-8", "replace"), size)]
    return Evidence(source=source, text=b"\n".join(lines).decode("utf-8", "replace"))


def logs_in(path: Path) -> Iterator[tuple[Source, Path]]:
    """The logs under a directory whose names tell which service wrote them; of a file, itself. :raises UsageProblem: there are none"""
    found = sorted((source, file) for file in _files(path) if (source := source_of(file)))
    if not found:
        raise UsageProblem(f"{path}: no log whose name tells its service; say SOURCE=FILE, as in nova-compute={path}")
    yield from found


def source_of(path: Path) -> Source | None:
    """The source that a log's name tells, rotated and packed or not; None where it tells none."""
    if path.parent.name == "qemu":
        return Source.QEMU
    name = _ROTATED.sub("", path.name)
    # Red Hat's packages write neutron/server.log and glance/api.log: the directory says whose.
    source = named_source(f"{path.parent.name}-{name}") or named_source(name)
    return None if source in _RECORDS else source


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from (file for file in path.rglob("*") if file.is_file())
    else:
        yield path


def _opened(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        head = file.read(8)
    opener = next((opener for start, opener in _PACKED if head.startswith(start)), None)
    return cast(IO[bytes], opener(path, "rb") if opener else path.open("rb", buffering=0))


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
