"""A root of Debian 13 for nodes, on a machine of Debian 12: made once, kept in the lab's home."""

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from lab.errors import LabError
from lab.installed.packages import node_packages
from lab.layout import Layout
from lab.shell import run

DEBIAN = "13"
CODENAME = "trixie"

MACHINE = Path("/")
"""The root of a node that has the machine's own files."""

_MAKE = Path(__file__).parent / "debian13_root.sh"
_WITHIN = Path(__file__).parent / "within_root.sh"
_INSTALL = Path(__file__).parent / "install-packages.sh"


def debian_of(root: Path = MACHINE) -> str:
    """Which release of Debian a root is: its number, or unknown."""
    release = _os_release(root)
    return release.get("VERSION_ID", "unknown") if release.get("ID") == "debian" else "unknown"


def ensure_root(layout: Layout) -> Path:
    """The root of Debian 13, made when it is not there yet.

    :raises LabError: it could not be made; says where the log is
    """
    root = layout.roots / f"debian-{DEBIAN}-{_fingerprint()}"
    if not (root / "complete").exists():
        layout.roots.mkdir(parents=True, exist_ok=True)
        for former in layout.roots.iterdir():
            shutil.rmtree(former) if former.is_dir() else former.unlink()
        with NamedTemporaryFile("w", suffix=".txt") as packages:
            packages.write("".join(f"{name}\n" for name in node_packages()))
            packages.flush()
            run([_MAKE, root, packages.name, *sources()], log=layout.roots / "debian-13.log", timeout=1800)
        (root / "complete").touch()
    return root


def sources() -> list[str]:
    """Where this machine gets its packages from, for Debian 13: "URI SUITE COMPONENT", that of the release itself first.

    :raises LabError: apt of this machine knows no archive of its own release
    """
    machine = _os_release(MACHINE).get("VERSION_CODENAME", "")
    listed = run(["apt-get", "indextargets", "--format", "$(IDENTIFIER) $(REPO_URI) $(RELEASE) $(COMPONENT)"])
    known = [line.split()[1:] for line in listed.splitlines() if line.startswith("Packages ")]
    of_release = {
        (suite != machine, f"{uri} {suite.replace(machine, CODENAME, 1)} {component}")
        for uri, suite, component in known
        if suite.split("-")[0] == machine and component == "main"
    }
    if not any(not later for later, _ in of_release):
        raise LabError(
            f"apt has no source of Debian {machine} (main) from which one of {CODENAME} could be told: see /etc/apt/sources.list.d"
        )
    return [source for _, source in sorted(of_release)]


def within(root: Path, command: Sequence[str | Path]) -> list[str | Path]:
    """The command that runs the given one with the programs and libraries of a root, and with everything else of this machine."""
    return [*command] if root == MACHINE else ["unshare", "--mount", "/bin/sh", _WITHIN, root, *command]


def user_id(root: Path, name: str) -> int:
    """The number that a user of a root has, which another root may know by another one, or not at all."""
    return _id(root / "etc/passwd", name)


def group_id(root: Path, name: str) -> int:
    """The same of a group."""
    return _id(root / "etc/group", name)


def _id(path: Path, name: str) -> int:
    return next(int(fields[2]) for line in path.read_text().splitlines() if (fields := line.split(":"))[0] == name)


def _os_release(root: Path) -> dict[str, str]:
    pairs = (line.partition("=") for line in (root / "etc/os-release").read_text().splitlines())
    return {name: value.strip('"') for name, _, value in pairs}


def _fingerprint() -> str:
    """Changes when a kept root would no longer be the same as a new one."""
    return hashlib.sha256(b"".join([repr(node_packages()).encode(), _MAKE.read_bytes(), _INSTALL.read_bytes()])).hexdigest()[:12]
