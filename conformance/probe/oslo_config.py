"""OpenStack's configuration files, read as oslo.config reads them."""

from collections.abc import Callable, Iterable, Mapping
from string import Template

Option = tuple[str, str]
"""Section and name: ("libvirt", "virt_type")."""

DEFAULT = "DEFAULT"

_DIGITS = 18
_MOST_SHOWN = 100
"""Characters of a value that an error shows."""

_TRUE = frozenset({"true", "1", "on", "yes"})
_FALSE = frozenset({"false", "0", "off", "no"})


class NotReadable(ValueError):
    """A line or a value that oslo.config refuses, so that the service would not start with it."""


def parse(files: Iterable[tuple[str, str]], wanted: Callable[[Option], bool], aliases: Mapping[Option, Option]) -> dict[Option, str]:
    """The options that files set; what a later file sets wins.

    :param files: path and text of each, in the order in which the service reads them
    :param wanted: which options to keep: the others, passwords among them, are not so much as remembered
    :param aliases: names of before, and the option that each stands for; within one file, the option's own name wins
    :raises NotReadable: a line is none that oslo.config takes; names file and line, never the line itself
    """
    options: dict[Option, str] = {}
    for path, text in files:
        found = _parse_file(path, text, lambda option: wanted(option) or option in aliases)
        options |= {aliases[option]: value for option, value in found.items() if option in aliases}
        options |= {option: value for option, value in found.items() if option not in aliases}
    return options


def _parse_file(path: str, text: str, wanted: Callable[[Option], bool]) -> dict[Option, str]:
    options: dict[Option, str] = {}
    section: str | None = None
    current: Option | None = None
    for number, raw in enumerate(text.splitlines(), start=1):
        line, where = raw.rstrip(), f"{path}:{number}"
        if not line:
            current = None
        elif line[0] in " \t":
            if current is None:
                raise NotReadable(f"{where}: the line is indented, but there is no value that it continues")
            if wanted(current):
                options[current] += "\n" + line.strip()
        elif line[0] in "#;":
            current = None
        elif line[0] == "[":
            section, current = _section(line, where), None
        else:
            name, value = _assignment(line, where)
            if section is None:
                raise NotReadable(f"{where}: the line stands before any [SECTION]")
            current = (section, name)
            if wanted(current):
                options[current] = value
    return options


def _section(line: str, where: str) -> str:
    if not line.endswith("]") or len(line) <= 2:
        raise NotReadable(f"{where}: the line must be [SECTION]")
    name = line[1:-1]
    # [Libvirt] is taken for [libvirt], but [default] not for [DEFAULT]
    return name if name == DEFAULT else name.lower()


def _assignment(line: str, where: str) -> tuple[str, str]:
    position = min((at for at in (line.find("="), line.find(":")) if at >= 0), default=-1)
    if position < 0:
        raise NotReadable(f"{where}: the line must be NAME = VALUE")
    name, value = line[:position].strip(), line[position + 1 :].strip()
    if not name:
        raise NotReadable(f"{where}: the line has no name before the `=`")
    if value and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return name, value


def resolved(value: str, options: Mapping[Option, str]) -> str | None:
    """The value with each $name replaced by that option of [DEFAULT]; None where it names one that is not among the options."""
    try:
        return Template(value).substitute({name: text for (section, name), text in options.items() if section == DEFAULT})
    except (KeyError, ValueError):
        return None


def brief(value: str) -> str:
    """The value in quotes, or the beginning of a long one."""
    return repr(value) if len(value) <= _MOST_SHOWN else f"{value[:_MOST_SHOWN]!r}..."


def as_bool(value: str) -> bool:
    """True or false. :raises NotReadable: it is neither"""
    word = value.strip().lower()
    if word not in _TRUE | _FALSE:
        raise NotReadable(f"{brief(value)} is neither true nor false")
    return word in _TRUE


def as_int(value: str) -> int:
    """A whole number. :raises NotReadable: it is none, or has more than 18 digits: no option counts so far"""
    try:
        number = int(value)
    except ValueError as error:
        raise NotReadable(f"{brief(value)} is not a whole number") from error
    if abs(number) >= 10**_DIGITS:
        raise NotReadable(f"{brief(value)} has more than {_DIGITS} digits")
    return number


def as_list(value: str) -> tuple[str, ...]:
    """The values between commas."""
    stripped = value.strip().rstrip(",")
    return tuple(word.strip() for word in stripped.split(",")) if stripped else ()
