"""The chain of errors of a verdict, in lines: from the symptom to the innermost error."""

from collections.abc import Iterator, Sequence

from conformance.model.verdict import ChainLink
from conformance.report.terminal.words import one_line

LONGEST = 320
"""Characters of an error that are shown."""


def chain_lines(chain: Sequence[ChainLink]) -> Iterator[str]:
    """One line a link: who said it, where and when, in which request, and what; each further one follows from the next."""
    for number, link in enumerate(chain, start=1):
        host = f" on {link.host}" if link.host else ""
        when = f", {link.time}" if link.time else ""
        request = f", {link.request}" if link.request else ""
        yield f"{number}. {link.source}{host}{when}{request}: {error_in_words(link)}"


def error_in_words(link: ChainLink) -> str:
    """TYPE: MESSAGE in MODULE.FUNCTION"""
    error = f"{link.error}: " if link.error and link.message else link.error
    return f"{one_line(f'{error}{link.message}', LONGEST)}{f' in {link.place}' if link.place else ''}"
