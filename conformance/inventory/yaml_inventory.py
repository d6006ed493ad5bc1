"""Ansible's YAML inventories, and what `ansible-inventory --list --yaml` prints."""

from pathlib import Path
from typing import Any

from conformance.input.complaints import did_you_mean
from conformance.input.yaml_file import read_yaml_mapping
from conformance.inventory.groups import Groups, brief
from conformance.inventory.ini import expanded
from conformance.model.errors import UsageProblem

_KEYS = ("hosts", "vars", "children")


def read_yaml(path: Path) -> Groups:
    """The groups of a YAML inventory. :raises UsageProblem: it is not what Ansible would take; names the key"""
    groups = Groups(f"inventory {path}")
    document = read_yaml_mapping(path, "inventory", ansible=True)
    if "_meta" in document:
        raise UsageProblem(
            f"{groups.source}: this is what `ansible-inventory --list` prints, which is no inventory: make it with --yaml, too"
        )
    for name, group in document.items():
        _read_group(groups, str(name), group, str(name))
    return groups


def _read_group(groups: Groups, name: str, data: Any, way: str) -> None:
    group = groups.group(name)
    for key, value in _mapping(groups, data, way).items():
        at = f"{way}.{key}"
        if key not in _KEYS:
            raise UsageProblem(f"{groups.source}: {brief(at)}: unknown key{did_you_mean(str(key), _KEYS)} (allowed: {', '.join(_KEYS)})")
        if key == "vars":
            group.variables.update(_mapping(groups, value, at))
        elif key == "hosts":
            for pattern, variables in _mapping(groups, value, at).items():
                host_variables = _mapping(groups, variables, f"{at}.{pattern}")
                for host in expanded(str(pattern), groups.source):
                    groups.add_host(name, host, host_variables, at)
        else:
            for child, below in _mapping(groups, value, at).items():
                group.children.append(str(child))
                _read_group(groups, str(child), below, f"{at}.{child}")


def _mapping(groups: Groups, value: Any, way: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UsageProblem(
            f"{groups.source}: {brief(way)}: must be a mapping, not {brief(repr(value))} (`ansible-inventory --list` needs --yaml too)"
        )
    return value
