"""How the commands print."""

import click

from conformance.text.writing import for_terminal


def echo(line: str, *, err: bool = False) -> None:
    """Print a line without secrets and control characters, whoever said what is in it.

    :param err: on standard error
    """
    click.echo(for_terminal(line), err=err)
