"""OpenStack's configuration files, read as oslo.config reads them: by its own parser.

Only the parser is used. The rest of the library wants all options of a service with their types, and takes each process 0.1 s to import;
its values stand for each other without any bound, and its lists take time with the square of their length. A host may be hostile: so
sections, substitution and values are done here, by the same rules, which self-tests compare with the library.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from io import StringIO
from typing import NoReturn

from oslo_config.iniparser import BaseParser

Option = tuple[str, str]
"""Section and name: ("libvirt", "virt_type")."""

DEFAULT = "DEFAULT"

_DIGITS = 18
_MOST_SHOWN = 100
"""Characters of a value that an error shows."""

_DEEPEST = 50
"""Options that stand for each other in a chain."""

_MOST_SUBSTITUTED = 1 << 20
"""Characters that take the place of names, over all options of the files."""

_NAME = re.compile(r"\\\$|\$\$|\$(?:([_a-z][._a-z0-9]*)|\{([_a-z][._a-z0-9]*)\})", re.IGNORECASE)
r"""$name, ${name} and $section.name, or a dollar itself: $$ or \$. What has another form stays as it is."""

_TRUE = frozenset({"true", "1", "on", "yes"})
_FALSE = frozenset({"false", "0", "off", "no"})


class NotReadable(ValueError):
    """A line or a value that oslo.config refuses, so that the service would not start with it."""


def parse(files: Iterable[tuple[str, str]], wanted: Callable[[Option], bool], aliases: Mapping[Option, Option]) -> dict[Option, str]:
    """The options that files set; what a later file sets wins.

    :param files: path and text of each, in the order in which the service reads them
    :param wanted: which options to keep: the others, passwords among them, are not so much as remembered
    :param aliases: names of before, and the option that each stands for; within one file, the option's own name wins
    :raises NotReadable: a line is none that oslo.config takes; names file and line, never the line itself. Or an option stands for itself
    """
    options: dict[Option, str] = {}
    for path, text in files:
        found = _File(path, text, lambda option: wanted(option) or option in aliases).options
        options |= {aliases[option]: value for option, value in found.items() if option in aliases}
        options |= {option: value for option, value in found.items() if option not in aliases}
    values = _Values(options)
    for option in options:
        values.of(option)
    return options


class _File(BaseParser):
    """The options of one file that are wanted."""

    def __init__(self, path: str, text: str, wanted: Callable[[Option], bool]) -> None:
        super().__init__()
        self.options: dict[Option, str] = {}
        self._path = path
        self._text = text
        self._wanted = wanted
        self._section: str | None = None
        # lines as a file has them: other characters that part lines for Python do not
        self.parse(StringIO(text, newline=None))

    def new_section(self, section: str) -> None:
        """[Libvirt] is taken for [libvirt], but [default] not for [DEFAULT]."""
        self._section = section if section == DEFAULT else section.lower()

    def assignment(self, key: str, value: list[str]) -> None:
        """Of a section that comes twice, and of an option that does, the last counts."""
        if self._section is None:
            self._refuse("stands before any [SECTION]", self._first())
        if self._wanted((self._section, key)):
            self.options[self._section, key] = "\n".join(value)

    def error_invalid_assignment(self, _line: str) -> NoReturn:
        """The library's words hold the line, as all that follow do."""
        self._refuse("must be NAME = VALUE")

    def error_empty_key(self, _line: str) -> NoReturn:
        """No name."""
        self._refuse("has no name before the `=`")

    def error_unexpected_continuation(self, _line: str) -> NoReturn:
        """No value."""
        self._refuse("is indented, but there is no value that it continues")

    def error_no_section_end_bracket(self, _line: str) -> NoReturn:
        """No bracket."""
        self._refuse("must be [SECTION]")

    def error_no_section_name(self, _line: str) -> NoReturn:
        """No name."""
        self._refuse("must be [SECTION]")

    def _refuse(self, why: str, number: int | None = None) -> NoReturn:
        raise NotReadable(f"{self._path}:{number or self.lineno}: the line {why}") from None

    def _first(self) -> int:
        """The line of the first option: it is told of when its value has ended."""
        lines = enumerate(StringIO(self._text, newline=None), start=1)
        return next(number for number, line in lines if line.strip() and not line.startswith(("#", ";")))


class _Values:
    """Options as the service sees them, each $name replaced by that option of the same section, or else of [DEFAULT].

    unknown: whether a name stood for none of the options, and so stayed as it was.
    """

    def __init__(self, options: Mapping[Option, str]) -> None:
        self.unknown = False
        self._options = options
        self._known: dict[Option, str] = {}
        self._way: list[Option] = []
        self._room = _MOST_SUBSTITUTED

    def of(self, option: Option) -> str:
        """The value of an option. :raises NotReadable: it stands for itself, or for more than the limits allow"""
        if option in self._known:
            return self._known[option]
        if option in self._way:
            raise NotReadable(f"{_named(option)} stands for itself")
        if len(self._way) >= _DEEPEST:
            raise NotReadable(f"{_named(option)} is the last of more than {_DEEPEST} options that stand for each other, which is the limit")
        self._way.append(option)
        self._known[option] = self.text(self._options[option], option[0])
        self._way.pop()
        return self._known[option]

    def text(self, value: str, section: str) -> str:
        """A value of a section with its names replaced. :raises NotReadable: as in `of`"""

        def replaced(match: re.Match[str]) -> str:
            name = match[1] or match[2]
            return self._named(name, section, match[0]) if name else "$"

        return _NAME.sub(replaced, value)

    def _named(self, name: str, section: str, otherwise: str) -> str:
        """What a name in a section stands for."""
        group, dot, rest = name.partition(".")
        places: tuple[Option, Option] = ((group, rest) if dot else (section, name), (DEFAULT, name))
        option = next((place for place in places if place in self._options), None)
        if option is None:
            self.unknown = True
            return otherwise
        value = self.of(option)
        # replacing a name by nothing takes time, too
        self._room -= len(value) + 1
        if self._room < 0:
            raise NotReadable(
                f"{_named(option)} takes the place of names in more than {_MOST_SUBSTITUTED:,} characters, which is the limit"
            )
        return value


def _named(option: Option) -> str:
    section, name = option
    return brief(f"[{section}] {name}")


def resolved(value: str, options: Mapping[Option, str], section: str = DEFAULT) -> str | None:
    """The value with each $name replaced by that option; None where it names one that is not among the options, or that stands for itself.

    :param section: of the option that has the value
    """
    values = _Values(options)
    try:
        text = values.text(value, section)
    except NotReadable:
        return None
    return None if values.unknown else text


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
