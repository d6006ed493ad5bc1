"""Ansible's INI inventories."""

import re
import shlex
from collections.abc import Iterator
from itertools import product

from conformance.model.errors import UsageProblem
from conformance.site.inventory_groups import Groups

_SECTION = re.compile(r"\[(?P<group>[^:\]\s]+)(?::(?P<kind>\w+))?\]\s*(?:[#;].*)?$")
_RANGE = re.compile(r"\[(?P<first>\w+):(?P<last>\w+)(?::(?P<step>\d+))?\]")


def read_ini(text: str, source: str) -> Groups:
    """The groups of an INI inventory.

    :param source: "inventory PATH", for messages
    :raises UsageProblem: a line is not what Ansible would take; names its number
    """
    groups = Groups(source)
    group, kind = "ungrouped", "hosts"
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith(("#", ";")):
            continue
        if line.startswith("["):
            group, kind = _section(line, f"{source}:{number}")
            groups.group(group)
        elif kind == "children":
            groups.group(group).children.append(_words(line, f"{source}:{number}")[0])
        elif kind == "vars":
            name, separator, value = line.partition("=")
            if not separator:
                raise UsageProblem(f"{source}:{number}: {line!r} in [{group}:vars] must be NAME=VALUE")
            groups.group(group).variables[name.strip()] = _unquoted(value.strip())
        else:
            _add_hosts(groups, group, line, number)
    return groups


def _section(line: str, where: str) -> tuple[str, str]:
    match = _SECTION.match(line)
    if match is None:
        raise UsageProblem(f"{where}: {line!r} must be [GROUP], [GROUP:children] or [GROUP:vars]")
    kind = match["kind"] or "hosts"
    if kind not in {"hosts", "children", "vars"}:
        raise UsageProblem(f"{where}: [{match['group']}:{kind}] must be [{match['group']}:children] or [{match['group']}:vars]")
    return match["group"], kind


def _words(line: str, where: str) -> list[str]:
    try:
        return shlex.split(line, comments=True)
    except ValueError as error:
        raise UsageProblem(f"{where}: {line!r}: a quote is not closed") from error


def _add_hosts(groups: Groups, group: str, line: str, number: int) -> None:
    where = f"{groups.source}:{number}"
    pattern, *assignments = _words(line, where)
    variables: dict[str, object] = {}
    for assignment in assignments:
        name, separator, value = assignment.partition("=")
        if not separator:
            raise UsageProblem(f"{where}: {assignment!r} beside host {pattern} must be NAME=VALUE")
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
    """The names that a pattern with ranges stands for: compute-[01:03], [a:c]. :raises UsageProblem: a range is none"""
    ranges = [_range(match, where) for match in _RANGE.finditer(pattern)]
    between = _RANGE.split(pattern)[:: _RANGE.groups + 1]
    for chosen in product(*ranges):
        yield "".join(part + value for part, value in zip(between, (*chosen, ""), strict=True))


def _range(match: re.Match[str], where: str) -> list[str]:
    first, last, step = match["first"], match["last"], int(match["step"] or 1)
    if first.isdigit() and last.isdigit() and int(first) <= int(last) and step:
        return [str(value).zfill(len(first)) for value in range(int(first), int(last) + 1, step)]
    if len(first) == len(last) == 1 and first.isalpha() and last.isalpha() and first <= last and step:
        return [chr(value) for value in range(ord(first), ord(last) + 1, step)]
    raise UsageProblem(f"{where}: {match[0]} must be a range of numbers or letters, from the lower to the higher")
