"""Debian's packages that the lab is made of."""

from pathlib import Path

from lab.errors import LabError
from lab.shell import run

_LIST = Path(__file__).parent / "system-packages.txt"
_OF_THE_MACHINE = "# --- of this machine alone ---\n"


def system_packages() -> tuple[str, ...]:
    """All of them."""
    return _named_in(_LIST.read_text())


def node_packages() -> tuple[str, ...]:
    """Those that nodes run: what a root of another Debian has."""
    return _named_in(_LIST.read_text().partition(_OF_THE_MACHINE)[0])


def check_system_packages() -> None:
    """:raises LabError: a package is not installed; says which, and how to install it"""
    printed = run(["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n"])
    installed = {line.split()[0] for line in printed.splitlines() if line.endswith(" installed")}
    missing = [package for package in system_packages() if package not in installed]
    if missing:
        raise LabError(f"not installed: {' '.join(missing)}. `make system` installs what the lab needs")


def _named_in(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))
