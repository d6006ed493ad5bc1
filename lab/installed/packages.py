"""Debian's packages that the lab is made of."""

from pathlib import Path

from lab.errors import LabError
from lab.shell import run

_LIST = Path(__file__).parent / "system-packages.txt"
_OF_CEPH = Path(__file__).parent / "ceph-packages.txt"
_OF_THE_MACHINE = "# --- of this machine alone ---\n"


def system_packages() -> tuple[str, ...]:
    """All of them."""
    return _named_in(_LIST.read_text())


def node_packages() -> tuple[str, ...]:
    """Those that nodes run: what a root of another Debian has."""
    return _named_in(_LIST.read_text().partition(_OF_THE_MACHINE)[0])


def ceph_packages() -> tuple[str, ...]:
    """Those that a lab with volumes takes beside them."""
    return _named_in(_OF_CEPH.read_text())


def check_system_packages() -> None:
    """:raises LabError: a package is not installed; says which, and how to install it"""
    _check(system_packages(), "`make system` installs what the lab needs")


def check_ceph_packages() -> None:
    """The same of what a lab with volumes takes. :raises LabError: a package is not installed"""
    _check(ceph_packages(), "`make ceph` installs what a lab with volumes needs")


def _check(packages: tuple[str, ...], remedy: str) -> None:
    printed = run(["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n"])
    installed = {line.split()[0] for line in printed.splitlines() if line.endswith(" installed")}
    missing = [package for package in packages if package not in installed]
    if missing:
        raise LabError(f"not installed: {' '.join(missing)}. {remedy}")


def _named_in(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))
