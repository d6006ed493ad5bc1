"""Which options there are, and of which types: from the services' own definitions, and from the files that Debian's packages install."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from conformance.model.base import Noun
from lab.errors import LabError
from lab.nodes.node import Node

PROGRAM = Path(__file__).parent / "list_options.py"
BUILT_IN = Path(__file__).parent / "few_options.json"
"""A few options, for where there is no lab to ask."""

PACKAGED = {"libvirtd.conf": Path("/etc/libvirt/libvirtd.conf"), "qemu.conf": Path("/etc/libvirt/qemu.conf")}
"""This machine's own files, with their commented defaults. A node has others in their place."""

_COMMENTED = re.compile(r"#\s?(?P<name>[a-z][a-z0-9_]*) ?= ?(?P<value>\"[^\"]*\"|-?\d+|\[[^\]]*\])\s*")


class Option(Noun):
    """One option. type: boolean, integer, float, port, string, list ... as oslo.config calls it; of libvirt's, integer, string or list."""

    file: str
    group: str = ""
    name: str
    type: str
    choices: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    default: str | None = None


def options_of(node: Node) -> tuple[Option, ...]:
    """The options of the services of a node. :raises LabError: they cannot be listed"""
    environment = node.run(["sh", "-euc", "sed -n 's/^helper_command = \\(.*\\)\\/bin\\/privsep-helper.*/\\1/p' /etc/nova/nova.conf"])
    if not environment.strip():
        raise LabError(f"{node.name}: nova.conf does not say where the services' environment is")
    python = f"{environment.split()[0]}/bin/python"
    listed = read_options(node.run([python, "-B", "-c", PROGRAM.read_text()]), f"the options that {python} lists")
    return (*listed, *packaged_options())


def packaged_options() -> tuple[Option, ...]:
    """The options of libvirt and its QEMU driver. :raises LabError: their packages are not installed"""
    try:
        return tuple(option for file, path in PACKAGED.items() for option in commented_options(file, path.read_text()))
    except OSError as error:
        raise LabError(f"libvirt's options cannot be listed: {error}. `make system` installs what the lab needs") from error


def commented_options(file: str, text: str) -> Iterator[Option]:
    """The options whose defaults stand in a file as comments, each once."""
    found: dict[str, Option] = {}
    for line in text.splitlines():
        if known := _COMMENTED.fullmatch(line):
            value = known["value"]
            kind = {'"': "string", "[": "list"}.get(value[0], "integer")
            found.setdefault(known["name"], Option(file=file, name=known["name"], type=kind, default=value.strip('"')))
    yield from found.values()


@cache
def built_in_options() -> tuple[Option, ...]:
    """A few, which need no lab."""
    return options_in(BUILT_IN)


def options_in(path: Path) -> tuple[Option, ...]:
    """Options that were kept in a file. :raises LabError: it cannot be read"""
    try:
        return read_options(path.read_text(), str(path))
    except OSError as error:
        raise LabError(f"{path}: {error.strerror}") from error


def keep_options(options: Sequence[Option], path: Path) -> None:
    """Keep options in a file."""
    path.write_text(json.dumps([option.model_dump(mode="json", exclude_defaults=True) for option in options], indent=1) + "\n")


def read_options(text: str, where: str) -> tuple[Option, ...]:
    """Options from JSON. :raises LabError: it is not what list_options.py prints"""
    try:
        return tuple(Option.model_validate(one) for one in json.loads(text))
    except ValueError as error:
        raise LabError(f"{where}: no list of options: {str(error).splitlines()[0]}") from error
