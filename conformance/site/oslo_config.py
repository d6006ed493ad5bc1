"""OpenStack's configuration files, read as oslo.config reads them."""

import re
from collections.abc import Callable, Iterable, Mapping
from string import Template

Option = tuple[str, str]
"""Section and name: ("libvirt", "virt_type")."""

DEFAULT = "DEFAULT"

_TRUE = frozenset({"true", "1", "on", "yes"})
_FALSE = frozenset({"false", "0", "off", "no"})


class NotReadable(ValueError):
    """A file or a value that oslo.config would refuse: the service would not start with it."""


def parse(files: Iterable[tuple[str, str]], wanted: Callable[[Option], bool] = lambda _: True) -> dict[Option, str]:
    """The options that files set; what is set later, in a file or in a later file, wins.

    :param files: path and text of each, in the order in which the service reads them
    :param wanted: which options to keep: the others, passwords among them, are not so much as remembered
    :raises NotReadable: a line is none that oslo.config takes; names file and line, and never the line's value
    """
    options: dict[Option, str] = {}
    for path, text in files:
        section, current = DEFAULT, None
        for number, raw in enumerate(text.splitlines(), start=1):
            line = raw.rstrip()
            if not line:
                current = None
            elif line[0] in " \t":
                if current is None:
                    raise NotReadable(f"{path}:{number}: a line is indented, but continues no value")
                if wanted(current):
                    options[current] += "\n" + line.strip()
            elif line[0] in "#;":
                continue
            elif line[0] == "[":
                section, current = _section(line, f"{path}:{number}"), None
            else:
                name, value = _assignment(line, f"{path}:{number}")
                current = (section, name)
                if wanted(current):
                    options[current] = value
    return options


def _section(line: str, where: str) -> str:
    if not line.endswith("]") or len(line) <= 2:
        raise NotReadable(f"{where}: {line!r} must be [SECTION]")
    return line[1:-1]


def _assignment(line: str, where: str) -> tuple[str, str]:
    match = re.match(r"(?P<name>[^=:]*)[=:](?P<value>.*)", line)
    if match is None:
        raise NotReadable(f"{where}: a line must be NAME = VALUE")
    if not match["name"].strip():
        raise NotReadable(f"{where}: a line must have a name before the `=`")
    value = match["value"].strip()
    if value and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    # oslo.config takes names with dashes for those with underscores
    return match["name"].strip().replace("-", "_"), value


def resolved(value: str, options: Mapping[Option, str]) -> str | None:
    """The value with $name and ${name} replaced by that option of [DEFAULT]; None where one of them is not set."""
    try:
        return Template(value).substitute({name: text for (section, name), text in options.items() if section == DEFAULT})
    except (KeyError, ValueError):
        return None


def as_bool(value: str) -> bool:
    """True or false. :raises NotReadable: it is neither"""
    word = value.strip().lower()
    if word not in _TRUE | _FALSE:
        raise NotReadable(f"{value!r} is neither true nor false")
    return word in _TRUE


def as_int(value: str) -> int:
    """A whole number. :raises NotReadable: it is none"""
    try:
        return int(value.strip())
    except ValueError as error:
        raise NotReadable(f"{value!r} is not a whole number") from error


def as_list(value: str) -> tuple[str, ...]:
    """The words between commas, without quotes around them."""
    words = (word.strip() for word in value.replace("\n", ",").split(","))
    return tuple(word.strip("\"'") for word in words if word)
