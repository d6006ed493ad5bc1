"""Ansible inventories: which compute hosts there are, and how each is reached. Read by Ansible where it is installed, else by the suite."""

import os
import re
import shlex
from pathlib import Path

from conformance.input.complaints import did_you_mean, some
from conformance.input.files import UnreadableFile, is_directory, is_file, open_regular
from conformance.input.unforeseen import reads
from conformance.input.yaml_file import read_text
from conformance.inventory.ansible import VARIABLE, VAULTED, find_ansible, read_with_ansible
from conformance.inventory.groups import Groups, Variables, brief
from conformance.inventory.ini import read_ini
from conformance.inventory.reached import Inventory, InventoryHost
from conformance.inventory.yaml_inventory import read_yaml
from conformance.model.errors import UsageProblem

__all__ = ["Inventory", "InventoryHost", "read_inventory"]

COMPUTE_GROUP = "compute"
"""The group of compute hosts in Kolla-Ansible's inventories and in many others."""

CONTROL_GROUP = "control"
"""The group of the control plane's hosts, by the same custom."""

_ADDRESS = ("ansible_ssh_host", "ansible_host")
_PORT = ("ansible_ssh_port", "ansible_port")
_USER = ("ansible_ssh_user", "ansible_user")
_KEY_FILE = ("ansible_ssh_private_key_file", "ansible_private_key_file")
_ARGUMENTS = ("ansible_ssh_common_args", "ansible_ssh_extra_args")
_CONNECTION, _BECOME = "ansible_connection", "ansible_become"
_VARIABLES = (*_ADDRESS, *_PORT, *_USER, *_KEY_FILE, *_ARGUMENTS, _CONNECTION, _BECOME)
"""All that is read of Ansible's variables; of two names, the first counts, as it does for Ansible."""

_ENCRYPTED = "$ANSIBLE_VAULT"
"""How an encrypted file or value begins."""

_YAML = re.compile(r"---|\{|[^\s\[]+:(?:\s|$)")
"""How the first line of YAML begins, and none of an INI inventory does."""

_LONGEST = 4096
"""Characters of a value."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""A program's argument cannot hold a NUL byte, and none of these is meant."""

_FLATTEN = "Have ansible-inventory on PATH, or make one file of it where Ansible is: ansible-inventory -i {path} --list --yaml > hosts.yaml"

_BESIDE = ("group_vars", "host_vars")
"""Directories beside an inventory."""


@reads("inventory")
def read_inventory(path: Path | None, group: str | None = None, control_group: str | None = None) -> Inventory:
    """The compute hosts of an Ansible inventory; of no inventory, none.

    Where Ansible is installed it runs what is in the inventory (programs, plugins): path must come from the user, not from a file.

    :param group: the group that holds the compute hosts; None: `compute` if there is such a group, else all
    :param control_group: the group that holds the hosts of the control plane; None: `control` if there is such a group, else none
    :raises UsageProblem: it is missing, cannot be parsed, or says things that cannot be: one line that names where
    """
    if path is None:
        return Inventory()
    groups, reader, left_out = _read(path)
    compute_group = _compute_group(groups, group)
    hosts = [_host(groups, name) for name in groups.hosts_in(compute_group)]
    if not hosts:
        where = "it" if compute_group == "all" else f"its group {compute_group}"
        raise UsageProblem(f"{groups.source}: there are no hosts in {where}{f' ({left_out})' if reader and left_out else ''}")
    _refuse_same_address(groups, hosts)
    compute = {host.name: host for host in sorted(hosts, key=lambda host: host.name)}
    names, unknown = _names_of_control(groups, control_group, compute_group)
    left_out = "; ".join(filter(None, [left_out, unknown]))
    control = {name: _host(groups, name) for name in names if name not in compute}
    return Inventory(path=path, hosts=compute, control=control, names_of_control=tuple(names), reader=reader, left_out=left_out)


def _read(path: Path) -> tuple[Groups, str, str]:
    """The groups, the program that read them (none: the suite itself), and what it left out."""
    if path == Path():
        # an empty variable of a pipeline; with Ansible, all files of the current directory would be taken for inventories
        raise UsageProblem("the inventory is given as '' or '.': give its path, for the current directory the absolute one")
    program = find_ansible()
    if program is None:
        return _read_ourselves(path), "", _not_read(path)
    if not is_directory(path):
        _insist_on_file(path)
    return read_with_ansible(program, path, _VARIABLES)


def _insist_on_file(path: Path) -> None:
    """:raises UsageProblem: there is no such file, it cannot be read, or is none: Ansible would wait for a named pipe"""
    try:
        open_regular(path).close()
    except UnreadableFile as error:
        raise UsageProblem(f"inventory {path}: {error.why}") from error


def _not_read(path: Path) -> str:
    """What is beside an inventory and is not read without Ansible, and what to do; empty where nothing is."""
    beside = [name for name in _BESIDE if is_directory(path.parent / name)]
    if not beside:
        return ""
    # a variable that is empty is all that keeps a program from being found
    remedy = f"unset {VARIABLE}" if VARIABLE in os.environ else f"have ansible-inventory on PATH, or name it in {VARIABLE}"
    return f"{' and '.join(beside)} beside it are not read: {remedy}"


def _read_ourselves(path: Path) -> Groups:
    if is_directory(path):
        raise UsageProblem(f"inventory {path}: this is a directory. {_FLATTEN.format(path=path)}")
    text = read_text(path, "inventory")
    if text.startswith("#!"):
        raise UsageProblem(f"inventory {path}: this is a program. {_FLATTEN.format(path=path)}")
    if text.startswith(_ENCRYPTED):
        raise UsageProblem(f"inventory {path}: this is encrypted. {_FLATTEN.format(path=path)}")
    if path.suffix == ".toml":
        raise UsageProblem(f"inventory {path}: this is TOML. {_FLATTEN.format(path=path)}")
    if path.suffix in {".yaml", ".yml", ".json"} or (not path.suffix and _YAML.match(_first_line(text))):
        return read_yaml(path)
    return read_ini(text, f"inventory {path}")


def _first_line(text: str) -> str:
    """The first line that is neither empty nor a comment."""
    return next((line for line in text.splitlines() if line.strip() and not line.lstrip().startswith(("#", ";"))), "")


def _compute_group(groups: Groups, group: str | None) -> str:
    if group is None:
        return COMPUTE_GROUP if COMPUTE_GROUP in groups.groups else "all"
    if group not in groups.groups and group != "all":
        raise UsageProblem(
            f"{groups.source}: there is no group {brief(group)!r}, which the profile names as hosts.group"
            f"{did_you_mean(group, groups.groups)} "
            f"(there are: {some(brief(name) for name in groups.groups)})"
        )
    return group


def _names_of_control(groups: Groups, group: str | None, compute_group: str) -> tuple[list[str], str]:
    """The hosts of the control plane, sorted; and, where the group that the profile names is not there, that it is not.

    Much is known of a cloud without its control plane, and an inventory of compute hosts alone is one: that is no reason to refuse it.
    """
    if group is None:
        return sorted(groups.hosts_in(CONTROL_GROUP)) if CONTROL_GROUP in groups.groups and compute_group != "all" else [], ""
    if group not in groups.groups:
        return [], f"there is no group {brief(group)!r}, which the profile names as hosts.control_group{did_you_mean(group, groups.groups)}"
    return sorted(groups.hosts_in(group)), ""


def _host(groups: Groups, name: str) -> InventoryHost:
    variables = groups.variables_of(name, _VARIABLES)

    def given(*aliases: str) -> str | None:
        for alias in aliases:
            value = variables.get(alias)
            if value is not None:
                return _plain(groups, name, alias, value)
        return None

    key_file = given(*_KEY_FILE)
    if key_file and not is_file(_expanded(key_file)):
        raise UsageProblem(
            f"{groups.source}: host {name}: there is no key file {brief(key_file)}. Put it there, or remove the variable, so that ssh uses "
            "the agent's keys and its own"
        )
    return InventoryHost(
        name=name,
        address=given(*_ADDRESS) or name,
        port=_port(groups, name, given(*_PORT)),
        user=given(*_USER),
        key_file=_expanded(key_file) if key_file else None,
        ssh_arguments=tuple(word for variable in _ARGUMENTS for word in _words(groups, name, variable, given(variable))),
        sudo=_become(groups, name, variables),
        local=given(_CONNECTION) == "local",
    )


def _expanded(path: str) -> Path:
    try:
        return Path(path).expanduser().absolute()
    except RuntimeError:
        # there is no such user
        return Path(path).absolute()


def _plain(groups: Groups, host: str, variable: str, value: object) -> str:
    text = str(value)
    if (isinstance(value, dict) and VAULTED in value) or text.startswith(_ENCRYPTED):
        raise UsageProblem(
            f"{groups.source}: host {host}: {variable} is encrypted by itself, and ansible-inventory shows it so. Write it in plain text, "
            "or encrypt the whole file that it is in (ansible-vault encrypt), which ansible-inventory decrypts"
        )
    if len(text) > _LONGEST or _CONTROL.search(text):
        what = f"longer than {_LONGEST} characters, which is the limit" if len(text) > _LONGEST else f"{text!r}, with a control character"
        raise UsageProblem(f"{groups.source}: host {host}: {variable} is {what}")
    if "{{" in text or "{%" in text:
        shown = brief(text)
        raise UsageProblem(
            f"{groups.source}: host {host}: {variable} is {shown!r}, a template, which Ansible evaluates in a play only. Write its value"
        )
    return text


def _port(groups: Groups, host: str, text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65536):
        raise UsageProblem(f"{groups.source}: host {host}: ansible_port must be a number from 1 to 65535, not {brief(text)!r}")
    return int(text)


def _words(groups: Groups, host: str, variable: str, text: str | None) -> list[str]:
    try:
        return shlex.split(text or "")
    except ValueError as error:
        raise UsageProblem(f"{groups.source}: host {host}: {variable}: a quote is not closed in {brief(text)!r}") from error


def _become(groups: Groups, host: str, variables: Variables) -> bool | None:
    value = variables.get(_BECOME)
    if value is None:
        return None
    text = _plain(groups, host, _BECOME, value).lower()
    if text not in {"true", "yes", "on", "1", "false", "no", "off", "0"}:
        raise UsageProblem(f"{groups.source}: host {host}: ansible_become must be true or false, not {brief(repr(value))}")
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
