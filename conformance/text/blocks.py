"""Private keys in their textual form, whole, cut off at either end, with the prefixes of a log, or escaped in a string."""

import re

import re2

from conformance.text.names import GONE

# `re`, as it is asked for one mark after the other: re2 would go over the whole text each time. Neither can go back over much.
_BEGIN = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----")
_END = re.compile(r"-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----")
_ESCAPED = re2.compile(r"^(?:\\+r)?\\+n[^\"'\n]*|^[ \t]*[A-Za-z0-9+/=]{40,}[ \t]*")
_KEY_LINE = re2.compile(r"^[ \t]*(?:[A-Za-z0-9+/=]*|(?:Proc-Type|DEK-Info|Comment|Version):[^\n]*)\r?$|(?:^|[ \t])[A-Za-z0-9+/=]{40,}\r?$")
_WITHOUT_BEGIN = re.compile(
    r"(?:(?m:^)[^\n]*?[A-Za-z0-9+/=]{16,}[ \t\r]*\n)+(?:[^\n]*?[A-Za-z0-9+/=]+[ \t\r]*\n)?"
    r"[^\n]*?-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----"
    r"|(?:[A-Za-z0-9+/=]{8,}(?:\\+r)?\\+n)+-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----"
)

_LONGEST = 200
"""Lines of the longest key: 16,384 bits of RSA take about 200."""

_LONGEST_LINE = 20_000
"""Characters of the longest line that is looked at: a whole key in one string has at most about 13,000."""


def without_private_keys(text: str) -> str:
    """The text without private keys. A line that only mentions the mark of one stays, and so do those after it."""
    if "PRIVATE KEY" not in text:
        return text
    parts: list[str] = []
    done = 0
    while begin := _BEGIN.search(text, done):
        end = _end_of_key(text, begin.end())
        parts += [text[done : begin.start()], GONE] if end > begin.end() else [text[done : begin.end()]]
        done = end
    rest = "".join([*parts, text[done:]])
    return str(_WITHOUT_BEGIN.sub(GONE, rest)) if "-----END " in rest else rest


def _end_of_key(text: str, start: int) -> int:
    """Where the key ends whose first mark ends at start; start itself where none follows."""
    line_end = _line_end(text, start)
    if end := _END.search(text[start:line_end]):
        return start + int(end.end())
    if escaped := _ESCAPED.search(text[start:line_end]):
        return start + int(escaped.end())
    if text[start:line_end].strip():
        return start
    reached = start
    for number in range(_LONGEST):
        if line_end >= len(text):
            return max(reached, start)
        if text[line_end] != "\n":
            return max(reached, start)
        line_start, line_end = line_end + 1, _line_end(text, line_end + 1)
        line = text[line_start:line_end]
        if end := _END.search(line):
            return line_start + int(end.end())
        if number and not _KEY_LINE.search(line) and not _ends_on_next(text, line_end):
            return reached
        reached = line_end
    return reached


def _ends_on_next(text: str, line_end: int) -> bool:
    return bool(_END.search(text[line_end : _line_end(text, line_end + 1)]))


def _line_end(text: str, start: int) -> int:
    found = text.find("\n", start, start + _LONGEST_LINE)
    return min(len(text), start + _LONGEST_LINE) if found < 0 else found
