"""Undoes what logging, shipping and pasting do to a text, so that patterns meet the words that a service said.

Everything here is linear in the text, whatever it holds, and works on UTF-8 bytes, as RE2 does.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from quopri import decodestring

from conformance.input.data_file import read_data_file
from conformance.model.base import Noun

_FILE = Path(__file__).with_name("written_forms.yaml")

_COLOUR = re.compile(rb"\x1b\[[0-9;?]{0,20}[A-Za-z]")

_BARE_COLOUR = re.compile(rb"(?:#033|\^\[)\[[0-9;?]{0,20}[A-Za-z]")

_SOFT_BREAK = re.compile(rb"[^=]=\r?\n")
"""Where mail breaks a line that is too long for it (quoted-printable); what it does so with writes = as =3D."""

_FORUM = re.compile(rb"\[/?(?:COLOR|FONT|SIZE|CODE|QUOTE|[BIU])(?:=[^\[\]\n]{1,60})?\]")
"""What forums write around words."""

_BEFORE_A_REPR = (b" ", b"(", b"[", b"{", b"=", b":", b",", b"\n")


_FEW = 200
"""Bytes of a text for each mark in it, from which on only the lines that have the mark are worth changing."""


Pairs = tuple[tuple[bytes, bytes], ...]
"""Of each form, what it is replaced by."""


class _Forms(Noun):
    """The content of written_forms.yaml: of each form, what it is replaced by, in the order in which that is done."""

    escaped: Pairs
    entities: Pairs
    typographic: Pairs
    octal: Pairs


@cache
def _forms() -> _Forms:
    found: _Forms = read_data_file(_FILE, _Forms)
    return found


def undone(text: bytes) -> bytes:
    """The text without escapes (of any depth), entities, colours, typographic quotes, carriage returns and Python 2's u'' marks."""
    # A single byte is found many times faster than several: most texts have none of these, and are not touched.
    if b"\\" in text:
        text = _where(b"\\", text, _unescaped)
    if b"&" in text:
        text = _where(b"&", text, lambda part: _replaced(part, _forms().entities))
    if b"\x1b" in text:
        text = _COLOUR.sub(b"", text)
    if (b"#" in text and b"#033[" in text) or (b"^" in text and b"^[[" in text):
        text = _BARE_COLOUR.sub(b"", text)
    if b"#" in text and b"#01" in text:
        text = _replaced(text, _forms().octal)
    if b"=3D" in text and _SOFT_BREAK.search(text):
        text = decodestring(text)
    if b"[/" in text:
        text = _where(b"[/", text, lambda part: _FORUM.sub(b"", part))
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"\x00" in text:
        text = text.replace(b"\x00", b"")
    if not text.isascii():
        text = _replaced(text, _forms().typographic)
    for mark in (b"u'", b'u"'):
        if mark in text:
            text = _where(mark, text, _unmarked)
    # An exception that came over RPC is called X_Remote, of a module called so too.
    return text.replace(b"_Remote", b"") if b"_Remote" in text else text


def _where(mark: bytes, text: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The text with a change made: in the lines that have the mark if those are few, else throughout."""
    if text.count(mark) * _FEW > len(text):
        return change(text)
    parts = []
    done, at = 0, text.find(mark)
    while at >= 0:
        begin = text.rfind(b"\n", done, at) + 1 or done
        end = text.find(b"\n", at)
        end = len(text) if end < 0 else end
        parts += [text[done:begin], change(text[begin:end])]
        done, at = end, text.find(mark, end)
    return b"".join([*parts, text[done:]])


def _unescaped(text: bytes) -> bytes:
    while b"\\\\" in text:
        text = text.replace(b"\\\\", b"\\")
    return _replaced(text, _forms().escaped)


def _unmarked(text: bytes) -> bytes:
    for before in _BEFORE_A_REPR:
        for quote in (b"'", b'"'):
            text = text.replace(before + b"u" + quote, before + quote)
    return text


def _replaced(text: bytes, pairs: Pairs) -> bytes:
    for before, after in pairs:
        if before in text:
            text = text.replace(before, after)
    return text
