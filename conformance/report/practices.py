"""docs/practices.md: every check and practice of the documents that specify the suite, and what became of it."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from conformance.model.base import Noun
from conformance.model.data_file import read_data_file

PRACTICES = Path(__file__).with_name("practices.yaml")

_HEAD = """\
# Checks and practices

Generated from `conformance/report/practices.yaml` by `conformance docs`; do not edit. Every check and every practice that the documents
state, with the [invariants](invariants.md) that hold hosts to it, or the suites and options that do it; `open` says what is not done.
"""


class Practice(Noun):
    """One check or practice, as its document states it. by: suites, collectors or options. open: what of it is not done, and why."""

    statement: str
    invariants: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    open: str | None = None


class Document(Noun):
    """A document, and all checks and practices in it."""

    document: str
    practices: tuple[Practice, ...] = Field(min_length=1)


def load_practices(path: Path = PRACTICES) -> tuple[Document, ...]:
    """The documents, in the order of the file. :raises SuiteFault: the file is wrong, in one line with key and reason"""
    found: tuple[Document, ...] = read_data_file(path, tuple[Document, ...])
    return found


def practices_page(path: Path = PRACTICES) -> str:
    """The page: a table for each document. :raises SuiteFault: the data file is wrong"""
    return "\n".join([_HEAD, *(line for document in load_practices(path) for line in _table(document))])


def _table(document: Document) -> Iterator[str]:
    yield f"## {document.document}\n"
    yield "|   | statement | invariants | suites and options |"
    yield "|---|---|---|---|"
    for practice in document.practices:
        invariants = ", ".join(f"[{name}](invariants.md#{name})" for name in practice.invariants)
        others = "; ".join([*practice.by, *([f"open: {practice.open}"] if practice.open else [])])
        tick = "✓" if practice.invariants or practice.by else "○"
        yield f"| {tick} | {practice.statement.replace('|', '/')} | {invariants} | {others} |"
    yield ""
