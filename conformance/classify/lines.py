"""Cuts a text into the lines that patterns are matched against."""

from collections.abc import Iterator

LONGEST = 8192
"""Characters of a line that are looked at; longer ones are no log lines, and a quote of them helps nobody."""


def lines_of(text: str) -> Iterator[str]:
    """The text's lines, without surrounding blanks; those inside JSON strings (a backslash and an n) count as lines too."""
    for line in text.replace("\\n", "\n").splitlines():
        stripped = line[:LONGEST].strip()
        if stripped:
            # A lone surrogate, as half-decoded text has them, cannot be handed to RE2.
            yield stripped.encode("utf-8", "replace").decode("utf-8")
