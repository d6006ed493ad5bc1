"""Undoes what logging, shipping and pasting do to a text, so that patterns meet the words that a service said.

Everything here is linear in the text, whatever it holds, and works on UTF-8 bytes, as RE2 does.
"""

import re
from collections.abc import Callable

# What a backslash escapes in JSON and in Python's repr, once the backslashes themselves are single.
_ESCAPED = (
    (b"\\r\\n", b"\n"),
    (b"\\n", b"\n"),
    (b"\\r", b"\n"),
    (b"\\t", b" "),
    (b'\\"', b'"'),
    (b"\\'", b"'"),
    (b"\\/", b"/"),
    (b"\\u0027", b"'"),
    (b"\\u0022", b'"'),
    (b"\\u003c", b"<"),
    (b"\\u003e", b">"),
    (b"\\u003C", b"<"),
    (b"\\u003E", b">"),
    (b"\\u0026", b"&"),
    (b"\\u003d", b"="),
    (b"\\u00a0", b" "),
    (b"\\u2018", b"'"),
    (b"\\u2019", b"'"),
    (b"\\u201c", b'"'),
    (b"\\u201d", b'"'),
    (b"\\u001b", b"\x1b"),
    (b"\\x1b", b"\x1b"),
    (b"\\033", b"\x1b"),
)

_ENTITIES = (
    (b"&amp;", b"&"),
    (b"&quot;", b'"'),
    (b"&#34;", b'"'),
    (b"&#x22;", b'"'),
    (b"&apos;", b"'"),
    (b"&#39;", b"'"),
    (b"&#039;", b"'"),
    (b"&#x27;", b"'"),
    (b"&lt;", b"<"),
    (b"&gt;", b">"),
    (b"&nbsp;", b" "),
    (b"&#10;", b"\n"),
    (b"<br>", b"\n"),
    (b"<br/>", b"\n"),
)

_TYPOGRAPHIC = tuple(
    (before.encode(), after)
    for before, after in (
        ("\u2018", b"'"),
        ("\u2019", b"'"),
        ("\u201c", b'"'),
        ("\u201d", b'"'),
        ("\u00a0", b" "),
        ("\u2011", b"-"),
        ("\u2013", b"-"),
        ("\ufeff", b""),
    )
)

_COLOUR = re.compile(rb"\x1b\[[0-9;?]{0,20}[A-Za-z]")
_OCTAL = ((b"#012", b"\n"), (b"#011", b" "), (b"#015", b"\n"))
"""How rsyslog writes what stands between the lines of a traceback."""

_BARE_COLOUR = re.compile(rb"(?:#033|\^\[)\[[0-9;?]{0,20}[A-Za-z]")

_BEFORE_A_REPR = (b" ", b"(", b"[", b"{", b"=", b":", b",", b"\n")


_FEW = 200
"""Bytes of a text for each mark in it, from which on only the lines that have the mark are worth changing."""


def undone(text: bytes) -> bytes:
    """The text without escapes (of any depth), entities, colours, typographic quotes, carriage returns and Python 2's u'' marks."""
    # A single byte is found many times faster than several: most texts have none of these, and are not touched.
    if b"\\" in text:
        text = _where(b"\\", text, _unescaped)
    if b"&" in text:
        text = _where(b"&", text, lambda part: _replaced(part, _ENTITIES))
    if b"\x1b" in text:
        text = _COLOUR.sub(b"", text)
    if (b"#" in text and b"#033[" in text) or (b"^" in text and b"^[[" in text):
        text = _BARE_COLOUR.sub(b"", text)
    if b"#" in text and b"#01" in text:
        text = _replaced(text, _OCTAL)
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"\x00" in text:
        text = text.replace(b"\x00", b"")
    if not text.isascii():
        text = _replaced(text, _TYPOGRAPHIC)
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
    return _replaced(text, _ESCAPED)


def _unmarked(text: bytes) -> bytes:
    for before in _BEFORE_A_REPR:
        for quote in (b"'", b'"'):
            text = text.replace(before + b"u" + quote, before + quote)
    return text


def _replaced(text: bytes, pairs: tuple[tuple[bytes, bytes], ...]) -> bytes:
    for before, after in pairs:
        if before in text:
            text = text.replace(before, after)
    return text
