"""Reading YAML that people write: what is wrong is told with the file and the line."""

from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar

import yaml

from conformance.input.files import UnreadableFile, read_bytes
from conformance.input.yaml_limits import Loader, YamlLimits, check_limits
from conformance.model.errors import UsageProblem

Key = tuple[str | int, ...]
"""The way to a value: ("services", "l2_agent", "kind")."""

LIMITS = YamlLimits()

_NEWLINE = "\n"

_MERGE = "tag:yaml.org,2002:merge"

_SHOWN = 60
"""Characters of a key or value that are shown."""


class _Loader(Loader):  # type: ignore[misc, valid-type]  # which of both it is, is known when it runs
    """Refuses a key that is given twice: plain YAML silently keeps the last. Tells the line of what cannot be."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._seen: set[int] = set()

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except yaml.YAMLError:
            raise
        except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError) as error:
            # 2026-13-45 looks like a date, and a number may have more digits than Python reads
            kind = node.tag.rpartition(":")[2]
            raise yaml.MarkedYAMLError(problem=f"this is no {kind}: {_brief(node)}", problem_mark=node.start_mark) from error

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Write out what `<<` takes over from other mappings: a mapping's own keys are those before that."""
        if id(node) not in self._seen:
            self._seen.add(id(node))
            self._check_keys(node)
        super().flatten_mapping(node)

    def _check_keys(self, node: yaml.MappingNode) -> None:
        lines: dict[Any, int] = {}
        for key_node, _ in node.value:
            if key_node.tag == _MERGE:
                continue
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str | int | float | None):
                raise yaml.MarkedYAMLError(problem=f"a key must be text, not a {_kind(key)}", problem_mark=key_node.start_mark)
            if key in lines:
                problem = f"key {str(key)[:_SHOWN]!r} is given twice, first on line {lines[key]}"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key_node.start_mark)
            lines[key] = key_node.start_mark.line + 1


def _brief(node: yaml.Node) -> str:
    text = str(node.value) if isinstance(node, yaml.ScalarNode) else "a list or mapping"
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")


def _tag_as_text(_loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> Any:
    """Ansible's own tags (!vault, !unsafe): their text as it stands."""
    return node.value if isinstance(node, yaml.ScalarNode) else None


class _AnsibleLoader(_Loader):
    """Takes values with tags of Ansible's own as text."""


_AnsibleLoader.add_multi_constructor("!", _tag_as_text)


class _TextLoader(_Loader):
    """Takes every value as the text that stands there: 01234567 is no octal number, 2026-02-30 no broken timestamp, and `no` a word."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:merge"]
        for first, resolvers in Loader.yaml_implicit_resolvers.items()
    }


def read_yaml_mapping(path: Path, what: str, *, ansible: bool = False, limits: YamlLimits = LIMITS) -> dict[str, Any]:
    """The mapping in a YAML file; an empty file is an empty mapping.

    :param what: what the file is, for the message: "profile", "inventory"
    :param ansible: take Ansible's own tags as text
    :param limits: what it may hold at most
    :raises UsageProblem: there is no such file, it cannot be read, is no YAML, is no mapping, or holds more than the limits allow
    """
    data = _read(path, what, _AnsibleLoader if ansible else _Loader, limits)
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise UsageProblem(f"{what} {path}: must hold `key: value` lines, not a {_kind(data)}")
    return data


def read_yaml_list(path: Path, what: str, *, limits: YamlLimits = LIMITS) -> list[Any]:
    """The list in a YAML file, with every value in it as text; an empty file is an empty list.

    :param what: what the file is, for the message
    :param limits: what it may hold at most
    :raises UsageProblem: there is no such file, it cannot be read, is no YAML, is no list, or holds more than the limits allow
    """
    data = _read(path, what, _TextLoader, limits)
    if data in (None, ""):
        return []
    if not isinstance(data, list):
        raise UsageProblem(f"{what} {path}: must hold a list, of which each entry begins with `- `, not a {_kind(data)}")
    return data


def _read(path: Path, what: str, loader: type[_Loader], limits: YamlLimits) -> Any:
    """:raises UsageProblem: there is no such file, it cannot be read, is no YAML, or holds more than the limits allow"""
    text = read_text(path, what, limits.size)
    try:
        check_limits(text, limits)
        return yaml.load(text, Loader=loader)  # noqa: S506 - all of them are SafeLoaders
    except yaml.MarkedYAMLError as error:
        # libyaml takes the end of a text for a line of its own
        line = f":{min(error.problem_mark.line, text.count(_NEWLINE)) + 1}" if error.problem_mark else ""
        raise UsageProblem(f"{what} {path}{line}: {error.problem or 'this is not YAML'}") from error
    except yaml.YAMLError as error:
        raise UsageProblem(f"{what} {path}: this is not YAML: {' '.join(str(error).split())}") from error


def read_text(path: Path, what: str, limit: int = LIMITS.size) -> str:
    """The text of a file.

    :param limit: bytes
    :raises UsageProblem: there is none, it cannot be read, it is no text, or larger than the limit
    """
    try:
        text = read_bytes(path, limit).decode("utf-8")
    except UnreadableFile as error:
        raise UsageProblem(f"{what} {path}: {error.why}") from error
    except UnicodeDecodeError as error:
        raise UsageProblem(f"{what} {path}: this is not a text file (not UTF-8)") from error
    if "\0" in text:
        raise UsageProblem(f"{what} {path}: this is not a text file (it has a NUL byte)")
    return text


def tree_of(path: Path, what: str, limits: YamlLimits = LIMITS) -> yaml.Node | None:
    """A YAML file that could be read before, with the lines of what is in it. :raises UsageProblem: it cannot be read any more"""
    text = read_text(path, what, limits.size)
    try:
        check_limits(text, limits)
        node: yaml.Node | None = yaml.compose(text, Loader=Loader)
    except yaml.YAMLError as error:
        raise UsageProblem(f"{what} {path}: was changed while it was read") from error
    return node


def line_of(tree: yaml.Node | None, key: Key) -> int | None:
    """The line, from 1, on which a file gives that key; None if it does not."""
    node, line = tree, None
    for part in key:
        if isinstance(node, yaml.MappingNode):
            found = next(((name, value) for name, value in node.value if name.value == str(part)), None)
            if found is None:
                return None
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            return None
    return line


def _kind(value: object) -> str:
    numbers, dates = dict.fromkeys((int, float), "number"), dict.fromkeys((date, datetime), "date")
    names = {list: "list", dict: "mapping", str: "text", bool: "true/false value"} | numbers | dates
    return names.get(type(value), "value of another kind")
