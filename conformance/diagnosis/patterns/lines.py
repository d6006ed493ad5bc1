"""Cuts a text into the lines that patterns are matched against, and puts together again what was wrapped."""

import re
from collections.abc import Iterator

LONGEST = 8192
"""Bytes of a line that are looked at in one piece; a longer one is looked at in pieces that overlap."""

OVERLAP = 512
"""Bytes that two pieces of a line share: a pattern that is shorter is found wherever it stands."""

JOINED = 4
"""Lines that are put together at most: a sentence that was wrapped at 72 columns takes no more."""

NARROW, WIDE = 40, 400
"""Bytes that a line which was wrapped has at least and at most."""

_STARTS_A_RECORD = re.compile(
    rb"\s*(?:\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d|[A-Z][a-z]{2}\s+\d{1,2}\s\d\d:|(?:DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|TRACE)\b"
    rb'|File "|Traceback \(|During handling|The above exception|[+=-]{4,}|[#$] |event \w+ result=|action \w+ request_id=|fault \d|details: '
    rb"|(?:server|port) (?:status=|[0-9a-f-]{36}\b)|[\w.]+(?:Error|Exception)\b|[\w ]+ on \S+: alive=)"
)


def pieces(text: bytes, size: int, overlap: int = OVERLAP) -> Iterator[tuple[int, int]]:
    """Where to cut a text into blocks of at most that many bytes: at ends of lines where there are any, else with an overlap."""
    start, length = 0, len(text)
    while start < length:
        end = min(start + size, length)
        if end < length:
            newline = text.rfind(b"\n", start, end)
            if newline > start:
                yield start, newline
                start = newline + 1
                continue
            yield start, end
            start = end - overlap
        else:
            yield start, end
            return


def joined(text: bytes) -> bytes:
    """Lines that may be the parts of a longer one that was wrapped, put together: with a blank, and without, as words are cut too."""
    out: list[bytes] = []
    run: list[bytes] = []
    for line in text.split(b"\n"):
        content, continues = _unboxed(line)
        if run and continues and len(run[-1]) >= NARROW:
            run.append(content)
            continue
        out.extend(_together(run))
        run = [content] if len(content) <= WIDE else []
    out.extend(_together(run))
    return b"\n".join(out)


def _unboxed(line: bytes) -> tuple[bytes, bool]:
    """What a line says without a table's borders, and whether it may go on from the one before."""
    content = line.strip()
    if content.startswith(b"|") and content.endswith(b"|") and len(content) > 1:
        cells = content[1:-1].split(b"|")
        return b" ".join(cell.strip() for cell in cells if cell.strip()), not cells[0].strip()
    return content, bool(content) and len(content) <= WIDE and not _STARTS_A_RECORD.match(content)


def _together(run: list[bytes]) -> Iterator[bytes]:
    for first in range(len(run) - 1):
        part = run[first : first + JOINED]
        yield b" ".join(part)
        yield b"".join(part)
