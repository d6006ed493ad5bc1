"""What goes wrong in the lab, said to the person who runs it."""

from collections.abc import Iterator
from contextlib import contextmanager

import click


class LabError(Exception):
    """One line: what failed, where its log is, what to do."""


@contextmanager
def in_one_line() -> Iterator[None]:
    """Have a command say a LabError in one line, and end with 1."""
    try:
        yield
    except LabError as error:
        raise click.ClickException(str(error)) from error
