"""Files that fuzz targets write, and what is asked of the lines that tell of them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conformance.input.unforeseen import SAID

LONGEST = 8100
"""Characters of a line for people."""


@contextmanager
def written(text: str, name: str) -> Iterator[Path]:
    """A file of that name with that text, in a directory of its own; what is no UTF-8 is written as it stands."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / name
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        yield path


def one_line(text: str) -> None:
    """See that a text is one line that a terminal can show. :raises AssertionError: it is not"""
    assert text.strip(), "the line is empty"
    assert SAID not in text, f"a reader did not foresee this: {text[:400]!r}"
    assert "\n" not in text, f"more than one line: {text[:400]!r}"
    assert len(text) <= LONGEST, f"{len(text)} characters: {text[:400]!r}"
