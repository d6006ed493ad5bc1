"""Texts for people, short enough for one line."""

LONGEST = 240
"""Characters of a line that people are shown."""


def one_line(text: str, longest: int = LONGEST) -> str:
    """The text on one line, its end cut off when it is longer than that many characters."""
    joined = " ".join(text.split())
    return joined if len(joined) <= longest else joined[: longest - 1].rstrip() + "…"
