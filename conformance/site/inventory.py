"""Ansible inventories, read without Ansible: which compute hosts there are, and how each is reached."""

import shlex
from pathlib import Path

from conformance.model.errors import UsageProblem
from conformance.site.complaints import did_you_mean, some
from conformance.site.inventory_groups import Groups, Variables
from conformance.site.inventory_ini import read_ini
from conformance.site.inventory_model import Inventory, InventoryHost
from conformance.site.inventory_yaml import read_yaml
from conformance.site.yaml_file import read_text

__all__ = ["Inventory", "InventoryHost", "read_inventory"]

COMPUTE_GROUP = "compute"
"""The group of compute hosts in Kolla-Ansible's inventories and in many others."""

CONTROL_GROUP = "control"
"""The group of the control plane's hosts, by the same custom."""

_FLATTEN = "Make one file of it with: ansible-inventory -i {path} --list --yaml > hosts.yaml"


def read_inventory(path: Path | None, group: str | None = None) -> Inventory:
    """The compute hosts of an Ansible inventory, INI or YAML; of no inventory, none.

    :param group: the group that holds the compute hosts; None: `compute` if there is such a group, else all
    :raises UsageProblem: it is missing, cannot be parsed, or says things that cannot be: one line that names where
    """
    if path is None:
        return Inventory()
    groups = _read(path)
    compute_group = _compute_group(groups, group)
    hosts = [_host(groups, name) for name in groups.hosts_in(compute_group)]
    if not hosts:
        where = "it" if compute_group == "all" else f"its group {compute_group}"
        raise UsageProblem(f"{groups.source}: there are no hosts in {where}")
    _refuse_same_address(groups, hosts)
    compute = {host.name: host for host in sorted(hosts, key=lambda host: host.name)}
    names = sorted(groups.hosts_in(CONTROL_GROUP)) if CONTROL_GROUP in groups.groups and compute_group != "all" else []
    control = {name: _host(groups, name) for name in names if name not in compute}
    return Inventory(path=path, hosts=compute, control=control, names_of_control=tuple(names))


def _read(path: Path) -> Groups:
    if path.is_dir():
        raise UsageProblem(f"inventory {path}: this is a directory. {_FLATTEN.format(path=path)}")
    text = read_text(path, "inventory")
    if text.startswith("#!"):
        raise UsageProblem(f"inventory {path}: this is a program. {_FLATTEN.format(path=path)}")
    if text.startswith("$ANSIBLE_VAULT"):
        raise UsageProblem(f"inventory {path}: this is encrypted. {_FLATTEN.format(path=path)}")
    if path.suffix in {".yaml", ".yml", ".json"}:
        return read_yaml(path)
    return read_ini(text, f"inventory {path}")


def _compute_group(groups: Groups, group: str | None) -> str:
    if group is None:
        return COMPUTE_GROUP if COMPUTE_GROUP in groups.groups else "all"
    if group not in groups.groups and group != "all":
        raise UsageProblem(
            f"{groups.source}: there is no group {group!r}, which the profile names as hosts.group{did_you_mean(group, groups.groups)} "
            f"(there are: {some(groups.groups)})"
        )
    return group


def _host(groups: Groups, name: str) -> InventoryHost:
    variables = groups.variables_of(name)

    def given(*aliases: str) -> str | None:
        for alias in aliases:
            value = variables.get(alias)
            if value is not None:
                return _plain(groups, name, alias, value)
        return None

    key_file = given("ansible_ssh_private_key_file", "ansible_private_key_file")
    if key_file and not Path(key_file).expanduser().is_file():
        raise UsageProblem(f"{groups.source}: host {name}: there is no key file {key_file}")
    return InventoryHost(
        name=name,
        address=given("ansible_host", "ansible_ssh_host") or name,
        port=_port(groups, name, given("ansible_port", "ansible_ssh_port")),
        user=given("ansible_user", "ansible_ssh_user"),
        key_file=Path(key_file).expanduser() if key_file else None,
        ssh_arguments=(
            *_arguments(groups, name, "ansible_ssh_common_args", given("ansible_ssh_common_args")),
            *_arguments(groups, name, "ansible_ssh_extra_args", given("ansible_ssh_extra_args")),
        ),
        sudo=_become(groups, name, variables),
        local=given("ansible_connection") == "local",
    )


def _plain(groups: Groups, host: str, variable: str, value: object) -> str:
    text = str(value)
    if "{{" in text:
        raise UsageProblem(
            f"{groups.source}: host {host}: {variable} is {text!r}, an expression that only Ansible can evaluate. Write its value here"
        )
    return text


def _port(groups: Groups, host: str, text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise UsageProblem(f"{groups.source}: host {host}: ansible_port must be a number from 1 to 65535, not {text!r}")
    return int(text)


def _arguments(groups: Groups, host: str, variable: str, text: str | None) -> list[str]:
    try:
        return shlex.split(text or "")
    except ValueError as error:
        raise UsageProblem(f"{groups.source}: host {host}: {variable}: a quote is not closed in {text!r}") from error


def _become(groups: Groups, host: str, variables: Variables) -> bool | None:
    value = variables.get("ansible_become")
    if value is None:
        return None
    text = _plain(groups, host, "ansible_become", value).lower()
    if text not in {"true", "yes", "on", "1", "false", "no", "off", "0"}:
        raise UsageProblem(f"{groups.source}: host {host}: ansible_become must be true or false, not {value!r}")
    return text in {"true", "yes", "on", "1"}


def _refuse_same_address(groups: Groups, hosts: list[InventoryHost]) -> None:
    """Two names for one machine would have the suite read one host twice, and another never."""
    known: dict[tuple[str, int | None, tuple[str, ...]], str] = {}
    for host in hosts:
        way = (host.address, host.port, host.ssh_arguments)
        if way in known:
            port = f" port {host.port}" if host.port else ""
            raise UsageProblem(
                f"{groups.source}: {known[way]} and {host.name} both lead to {host.address}{port}. Correct ansible_host of one of them"
            )
        known[way] = host.name
