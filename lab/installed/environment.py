"""What must be installed before the lab can run: Debian's packages, and the services' Python environment."""

import hashlib
import shutil
import sys
from pathlib import Path

from lab.errors import LabError
from lab.layout import Layout
from lab.shell import run

LOCK = Path(__file__).parent / "openstack" / "requirements.txt"
SYSTEM_PACKAGES = Path(__file__).parent / "system-packages.txt"
_KEPT = 2


def system_packages() -> tuple[str, ...]:
    """The Debian packages that the lab is made of."""
    lines = SYSTEM_PACKAGES.read_text().splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def check_system_packages() -> None:
    """:raises LabError: a package is not installed; says which, and how to install it"""
    printed = run(["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n"])
    installed = {line.split()[0] for line in printed.splitlines() if line.endswith(" installed")}
    missing = [package for package in system_packages() if package not in installed]
    if missing:
        raise LabError(f"not installed: {' '.join(missing)}. `make system` installs what the lab needs")


def ensure_environment(layout: Layout) -> Path:
    """The Python environment of the services, installed from the lock file when it is not there yet.

    :raises LabError: a package could not be installed
    """
    fingerprint = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
    environment = layout.environments / fingerprint
    if not (environment / "complete").exists():
        shutil.rmtree(environment, ignore_errors=True)
        layout.environments.mkdir(parents=True, exist_ok=True)
        uv: list[str | Path] = [sys.executable, "-m", "uv"]
        # Debian's interpreter: libvirt-python is built against Debian's libvirt and its headers
        run([*uv, "venv", "--quiet", "--python", "/usr/bin/python3", environment])
        install = [*uv, "pip", "install", "--quiet", "--python", environment / "bin" / "python"]
        run([*install, "--compile-bytecode", "--require-hashes", "--requirements", LOCK], timeout=900)
        (environment / "complete").touch()
        _forget_old_environments(layout)
    return environment


def _forget_old_environments(layout: Layout) -> None:
    by_age = sorted(layout.environments.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in by_age[_KEPT:]:
        shutil.rmtree(old)
