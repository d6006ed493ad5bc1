"""Ansible inventories, read by the user's own Ansible: with group_vars, host_vars, vault and plugins, by its program ansible-inventory.

This runs whatever Ansible runs for that inventory: it is for one that the user himself names, never for what a run's directory says.
"""

import json
import os
import re
import shutil
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from conformance.input.bounded import Hung, OutputTooLong, run_bounded
from conformance.input.complaints import some
from conformance.input.files import MIB
from conformance.input.understanding import NOT_UNDERSTOOD, oddity, valid_text
from conformance.inventory.groups import Groups, Variables, brief
from conformance.model.errors import SuiteFault, UsageProblem

VARIABLE = "CONFORMANCE_ANSIBLE_INVENTORY"
"""The environment variable with the program's path; where it is set to nothing, inventories are read without Ansible."""

VAULTED = "__ansible_vault"
"""The key of a value that is encrypted by itself: the program shows it so even where it has the password."""

_PROGRAM = "ansible-inventory"
_UNSAFE = "__ansible_unsafe"

_TIMEOUT = 180.0
"""Seconds: a plugin may ask a cloud. Reading files takes one; 1,000 hosts with 1,000 variables each took 27 on two busy cores."""

_MOST = 256 * MIB
"""Bytes of its answer, which repeats the variables of a group for each of its hosts."""

_LONGEST = 600
"""Characters of what it says that an error repeats."""

_SETTINGS = {
    # whatever ansible.cfg says: the answer is as it is read here, and nothing else is on standard output
    "ANSIBLE_INVENTORY_EXPORT": "False",
    "ANSIBLE_FORCE_COLOR": "False",
    "ANSIBLE_NOCOLOR": "True",
    "ANSIBLE_DEBUG": "False",
    # its version, without a second start
    "ANSIBLE_VERBOSITY": "2",
    "ANSIBLE_VERBOSE_TO_STDERR": "True",
    # an error, where nothing of it can be read
    "ANSIBLE_INVENTORY_UNPARSED_FAILED": "True",
    # nobody is there to be asked; and what is encrypted may be none of the inventory
    "ANSIBLE_ASK_VAULT_PASS": "False",
}

_LOCALE = {"LC_ALL": "C.UTF-8"}
"""Where the user's is of another encoding, in which Ansible ends at once."""

_VERSION = re.compile(r"^ansible-inventory (?:\[core )?(\d[\w.]*)", re.MULTILINE)
_SAID = re.compile(r"^(?:\[(WARNING|ERROR|DEPRECATION WARNING)\]: |(ERROR)[!:] )", re.MULTILINE)
"""How its messages begin, up to ansible-core 2.18 and since."""

_EXCERPT = re.compile(r"The\s+offending\s+line\s+appears\s+to\s+be")
"""What follows shows lines of a file, which may hold secrets. Since 2.19 it is set off by an empty line, and may say the same again."""

_FAILED = re.compile(r"(?:\* )?Failed to parse .*? ?with '?([\w.]+)'? plugin: (.*)")
_UNPARSED = re.compile(r"Unable to parse (.+) as an inventory source")
_VAULT = re.compile(r"vault|decrypt|prompt", re.IGNORECASE)
_FILE_PLUGINS = {".yaml": "yaml", ".yml": "yaml", ".json": "yaml", ".toml": "toml"}


def find_ansible() -> str | None:
    """The program: what the variable names, else that on PATH, else that beside the interpreter; None: there is none, or none is wanted.

    :raises UsageProblem: the variable names none
    """
    named = os.environ.get(VARIABLE)
    if named is None:
        return shutil.which(_PROGRAM) or shutil.which(_PROGRAM, path=str(Path(sys.executable).parent))
    if not named:
        return None
    found = shutil.which(named)
    if found is None:
        raise UsageProblem(f"{VARIABLE} is {brief(named)}: there is no such program. Give the path of {_PROGRAM}")
    return found


def read_with_ansible(program: str, path: Path, variables: Collection[str]) -> tuple[Groups, str, str]:
    """The groups of an inventory, what read it ("ansible-inventory 2.19.1"), and what of it could not be read (or nothing).

    :param program: of find_ansible
    :param path: a file or directory that is there
    :param variables: which of them to keep
    :raises UsageProblem: it cannot be read, in one line that says what to do
    """
    source, by_hand = f"inventory {path}", f"Look at: {_PROGRAM} -i {path} --list"
    # absolute: a name could be taken for an option
    command = [program, "-i", str(path.absolute()), "--list"]
    try:
        status, stdout, stderr = run_bounded(command, _TIMEOUT, _MOST, _environment())
    except Hung as error:
        raise UsageProblem(f"{source}: {_PROGRAM} did not end within {_TIMEOUT:g} s. {by_hand}") from error
    except OutputTooLong as error:
        raise UsageProblem(f"{source}: {_PROGRAM} {error.said}. {by_hand}") from error
    except (SuiteFault, OSError) as error:
        raise UsageProblem(f"{source}: {program} cannot be run: {error}") from error
    said = stderr.decode("utf-8", "replace")
    if status != 0:
        _refuse(path, said, by_hand)
    try:
        groups = _groups(source, json.loads(stdout.decode("utf-8", "replace")), variables)
    except NOT_UNDERSTOOD as error:
        raise UsageProblem(f"{source}: what {_PROGRAM} says is not understood ({oddity(error)}). {by_hand}") from error
    version = _VERSION.search(said)
    unread = _unparsed(said)
    return groups, f"{_PROGRAM} {version[1]}" if version else _PROGRAM, f"it cannot read {some(unread)}" if unread else ""


def _environment() -> dict[str, str]:
    language = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or ""
    is_utf8 = language.lower().replace("-", "").endswith("utf8")
    return {**os.environ, **_SETTINGS, **({} if is_utf8 else _LOCALE)}


def _refuse(path: Path, said: str, by_hand: str) -> NoReturn:
    """:raises UsageProblem: always; with the reason in what the program said, and what to do"""
    errors = [text for kind, text in _messages(said) if kind == "ERROR"]
    # what has no such beginning: of Python, or of a shell that finds no interpreter
    why = errors[-1] if errors else next((line for line in reversed(said.splitlines()) if line.strip()), "it does not say why")
    remedy = by_hand
    if errors and (unparsed := _unparsed(said)):
        why = _pertinent(path, said) if len(unparsed) == 1 else f"it cannot read {some(unparsed)}"
    elif _VAULT.search(" ".join(errors)):
        remedy = "The password is not asked for: name a file that has it in ANSIBLE_VAULT_PASSWORD_FILE"
    raise UsageProblem(f"inventory {path}: {_PROGRAM}: {brief(why, _LONGEST).rstrip('.')}. {remedy}")


def _pertinent(path: Path, said: str) -> str:
    """Why, of what each plugin says: of one for programs or clouds, as these take only what is theirs; else of one for such files."""
    failures = [(failed[1], failed[2]) for text in _warnings(said) if (failed := _FAILED.match(text))]
    kind = _FILE_PLUGINS.get(path.suffix, "ini")
    special = [why for plugin, why in failures if plugin not in {"yaml", "ini", "toml"}]
    of_its_kind = [why for plugin, why in failures if plugin == kind]
    return next(iter([*special, *of_its_kind, *(why for _, why in failures)]), "it is of no kind that is known")


def _unparsed(said: str) -> list[str]:
    """The files of an inventory of which nothing could be read."""
    return [match[1] for text in _warnings(said) if (match := _UNPARSED.match(text))]


def _warnings(said: str) -> list[str]:
    return [text for kind, text in _messages(said) if kind == "WARNING"]


def _messages(said: str) -> Iterator[tuple[str, str]]:
    """Errors and warnings, each in one line: its kind, and its text without excerpts of files."""
    parts = _SAID.split(said)[1:]
    for since, before, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        told = text.split("\n\n", maxsplit=1)[0] if since else text
        yield since or before, " ".join(_EXCERPT.split(told, maxsplit=1)[0].split())


def _groups(source: str, document: Any, variables: Collection[str]) -> Groups:
    """The answer's groups. A group that has no host is not in it but as the child of another."""
    groups = Groups(source)
    known: Mapping[str, Mapping[str, Any]] = document["_meta"]["hostvars"]
    for name, data in document.items():
        if name == "_meta":
            continue
        group = groups.group(name)
        group.children.extend(data.get("children", ()))
        for child in group.children:
            groups.group(child)
        for host in data.get("hosts", ()):
            first = host not in groups.host_variables
            groups.add_host(name, host, _kept(known.get(host, {}), variables) if first else {}, f"group {name}")
    return groups


def _kept(values: Mapping[str, Any], variables: Collection[str]) -> Variables:
    return {name: _value(values[name]) for name in variables if name in values}


def _value(value: Any) -> object:
    """A variable's value; an encrypted one stays the mapping that it is."""
    if isinstance(value, dict) and _UNSAFE in value:
        value = value[_UNSAFE]
    return valid_text(value) if isinstance(value, str) else value
