"""Reading YAML that people write: what is wrong is told with the file and the line."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from conformance.model.errors import UsageProblem

Key = tuple[str | int, ...]
"""The way to a value: ("services", "l2_agent", "kind")."""


class _Loader(yaml.SafeLoader):
    """Refuses a key that is given twice: plain YAML silently keeps the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: dict[Any, int] = {}
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            line = key_node.start_mark.line + 1
            if key in seen and key != "<<":
                problem = f"key {key!r} is given twice, first on line {seen[key]}"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key_node.start_mark)
            seen[key] = line
        return super().construct_mapping(node, deep)


def _tag_as_text(_loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> Any:
    """Ansible's own tags (!vault, !unsafe): their text as it stands."""
    return node.value if isinstance(node, yaml.ScalarNode) else None


class _AnsibleLoader(_Loader):
    """Takes values with tags of Ansible's own as text."""


_AnsibleLoader.add_multi_constructor("!", _tag_as_text)


def read_yaml_mapping(path: Path, what: str, *, ansible: bool = False) -> dict[str, Any]:
    """The mapping in a YAML file; an empty file is an empty mapping.

    :param what: what the file is, for the message: "profile", "inventory"
    :param ansible: take Ansible's own tags as text
    :raises UsageProblem: there is no such file, it cannot be read, is no YAML, or is no mapping
    """
    loader = _AnsibleLoader if ansible else _Loader
    try:
        data = yaml.load(read_text(path, what), Loader=loader)  # noqa: S506 - both are SafeLoaders
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise UsageProblem(f"{what} {path}{line}: {error.problem or 'this is not YAML'}") from error
    except yaml.YAMLError as error:
        raise UsageProblem(f"{what} {path}: this is not YAML: {' '.join(str(error).split())}") from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise UsageProblem(f"{what} {path}: must hold `key: value` lines, not a {_kind(data)}")
    return data


def read_text(path: Path, what: str) -> str:
    """The text of a file. :raises UsageProblem: there is none, or it cannot be read"""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UsageProblem(f"{what} {path}: there is no such file") from error
    except IsADirectoryError as error:
        raise UsageProblem(f"{what} {path}: this is a directory, not a file") from error
    except UnicodeDecodeError as error:
        raise UsageProblem(f"{what} {path}: this is not a text file (not UTF-8)") from error
    except OSError as error:
        raise UsageProblem(f"{what} {path}: cannot be read ({error.strerror})") from error


def line_of(path: Path, key: Key) -> int | None:
    """The line, from 1, on which the file gives that key; None if it does not."""
    node: yaml.Node | None = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    line: int | None = None
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
    return {list: "list", str: "text", bool: "true/false value"}.get(type(value), "number")
