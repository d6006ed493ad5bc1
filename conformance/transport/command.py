"""The one place that builds command lines for hosts.

A Command is made of texts of this package and of arguments, and each argument is quoted. What comes from outside - an API's answer, a host,
a profile - can only come in as an argument, so it is data for a shell and never code.
selftests/transport/test_commands_are_quoted.py refuses every other way to build what is run on a host.
"""

import re
import shlex
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


class Command(str):
    """A command line for a POSIX shell in which every argument is quoted. Only the functions of this module make one."""

    __slots__ = ()


def quoted(template: str, *arguments: str) -> Command:
    """The template with each %s replaced by an argument, quoted for a shell; left as it is where there are none.

    :param template: a constant text
    """
    return Command(template % tuple(map(shlex.quote, arguments)) if arguments else template)


def words(*arguments: str) -> Command:
    """The arguments, quoted, with a blank between them."""
    return Command(shlex.join(arguments))


def joined(separator: str, commands: Iterable[Command]) -> Command:
    """Commands with a separator between them.

    :param separator: a constant text
    """
    return Command(separator.join(commands))


def assigned(name: str, value: str | int) -> Command:
    """An assignment to a variable of the shell. :raises ValueError: the name is none that a shell takes"""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a shell's variable")
    return Command(f"{name}={shlex.quote(str(value))}")


@cache
def part_of_package(path: str, *, comments: bool = True) -> Command:
    """A file of this package that is run on hosts.

    :param path: below the package's directory
    :param comments: whether lines that are empty or only a comment are kept, and white space around lines
    :raises ValueError: it is not in the package
    """
    file = (_PACKAGE / path).resolve()
    if not file.is_relative_to(_PACKAGE):
        raise ValueError(f"{path} is not in {_PACKAGE}")
    text = file.read_text(encoding="utf-8")
    if comments:
        return Command(text)
    return Command("\n".join(line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")))
