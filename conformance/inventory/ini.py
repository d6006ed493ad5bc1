"""Ansible's INI inventories."""

import re
import shlex
from collections.abc import Callable, Iterator
from itertools import product
from math import prod

from conformance.inventory.groups import MOST_HOSTS, Groups, brief
from conformance.model.errors import UsageProblem

_SECTION = re.compile(r"\[(?P<group>[^:\]\s]+)(?::(?P<kind>\w+))?\]\s*(?:[#;].*)?$")
_RANGE = re.compile(r"\[(?P<first>\w*):(?P<last>\w+)(?::(?P<step>\d+))?\]", re.ASCII)

_LONGEST_LINE = 8192
"""Characters of a line that is split into words, which takes time with the square of its length."""

_MOST_LINES = 1_000_000

_MOST_DIGITS = 18
"""Of a number in a range."""


def read_ini(text: str, source: str) -> Groups:
    """The groups of an INI inventory.

    :param source: "inventory PATH", for messages
    :raises UsageProblem: a line is not what Ansible would take; names its number
    """
    groups = Groups(source)
    if text.count("\n") > _MOST_LINES:
        raise UsageProblem(f"{source}: there are more than {_MOST_LINES:,} lines, which is the limit")
    group, kind = "ungrouped", "hosts"
    # some editors begin a file with a mark of its encoding
    for number, raw in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith(("#", ";")):
            continue
        if line.startswith("["):
            group, kind = _section(line, f"{source}:{number}")
            groups.group(group)
        elif kind == "children":
            groups.group(group).children.extend(_words(line, f"{source}:{number}")[:1])
        elif kind == "vars":
            name, separator, value = line.partition("=")
            if not separator:
                raise UsageProblem(f"{source}:{number}: {brief(line)!r} in [{group}:vars] must be NAME=VALUE")
            groups.group(group).variables[name.strip()] = _unquoted(value.strip())
        else:
            _add_hosts(groups, group, line, number)
    return groups


def _section(line: str, where: str) -> tuple[str, str]:
    match = _SECTION.match(line)
    if match is None:
        raise UsageProblem(f"{where}: {brief(line)!r} must be [GROUP], [GROUP:children] or [GROUP:vars]")
    kind = match["kind"] or "hosts"
    if kind not in {"hosts", "children", "vars"}:
        raise UsageProblem(f"{where}: {brief(match[0])} must be [{brief(match['group'])}:children] or [{brief(match['group'])}:vars]")
    return match["group"], kind


def _words(line: str, where: str) -> list[str]:
    if len(line) > _LONGEST_LINE:
        raise UsageProblem(f"{where}: the line is longer than {_LONGEST_LINE} characters, which is the limit")
    try:
        return shlex.split(line, comments=True)
    except ValueError as error:
        raise UsageProblem(f"{where}: {brief(line)!r}: a quote is not closed") from error


def _add_hosts(groups: Groups, group: str, line: str, number: int) -> None:
    where = f"{groups.source}:{number}"
    pattern, *assignments = _words(line, where)
    variables: dict[str, object] = {}
    for assignment in assignments:
        name, separator, value = assignment.partition("=")
        if not separator:
            raise UsageProblem(f"{where}: {brief(assignment)!r} beside host {brief(pattern)} must be NAME=VALUE")
        variables[name] = value
    for name in expanded(pattern, where):
        host, separator, port = name.rpartition(":")
        if separator and port.isdigit() and ":" not in host:
            groups.add_host(group, host, {"ansible_port": port, **variables}, f"line {number}")
        else:
            groups.add_host(group, name, variables, f"line {number}")


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value


def expanded(pattern: str, where: str) -> Iterator[str]:
    """The names that a pattern with ranges stands for: compute-[01:03], [a:c]. :raises UsageProblem: it is none, or too large"""
    ranges = [_range(match, where) for match in _RANGE.finditer(pattern)]
    # before any name is made: a pattern of a few characters can stand for more than any memory holds
    if (count := prod(len(numbers) for numbers, _ in ranges)) > MOST_HOSTS:
        raise UsageProblem(f"{where}: {brief(pattern)} stands for {brief(f'{count:,}')} hosts; {MOST_HOSTS:,} is the limit")
    between = _RANGE.split(pattern)[:: _RANGE.groups + 1]
    for chosen in product(*(map(named, numbers) for numbers, named in ranges)):
        yield "".join(part + value for part, value in zip(between, (*chosen, ""), strict=True))


def _range(match: re.Match[str], where: str) -> tuple[range, Callable[[int], str]]:
    """The numbers that a range goes over, and how one of them is written."""
    first, last, step = match["first"] or "0", match["last"], match["step"] or "1"
    if max(len(first), len(last), len(step)) <= _MOST_DIGITS and int(step):
        padded = first.startswith("0") and len(first) > 1
        if first.isdigit() and last.isdigit() and int(first) <= int(last) and (len(first) == len(last) or not padded):
            return range(int(first), int(last) + 1, int(step)), lambda value: str(value).zfill(len(first))
        if len(first) == len(last) == 1 and first.isalpha() and last.isalpha() and first <= last:
            return range(ord(first), ord(last) + 1, int(step)), chr
    raise UsageProblem(f"{where}: {brief(match[0])} must be a range of numbers or letters, from the lower to the higher")
