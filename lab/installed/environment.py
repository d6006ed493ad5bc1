"""What must be installed before the lab can run: Debian's packages, and the services' Python environment."""

import hashlib
import shutil
import sys
from pathlib import Path

from lab.errors import LabError
from lab.installed.releases import RELEASES, lock_of
from lab.layout import Layout
from lab.shell import run

SYSTEM_PACKAGES = Path(__file__).parent / "system-packages.txt"


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


def ensure_environment(layout: Layout, release: str) -> Path:
    """The Python environment of a release's services, installed from its lock file when it is not there yet.

    :raises LabError: a package could not be installed
    """
    environment = layout.environments / _fingerprint(release)
    if not (environment / "complete").exists():
        shutil.rmtree(environment, ignore_errors=True)
        layout.environments.mkdir(parents=True, exist_ok=True)
        uv: list[str | Path] = [sys.executable, "-m", "uv"]
        # Debian's interpreter: libvirt-python is built against Debian's libvirt and its headers
        run([*uv, "venv", "--quiet", "--python", "/usr/bin/python3", environment])
        install = [*uv, "pip", "install", "--quiet", "--python", environment / "bin" / "python"]
        run([*install, "--compile-bytecode", "--require-hashes", "--requirements", lock_of(release)], timeout=900)
        (environment / "complete").touch()
        _forget_old_environments(layout)
    return environment


def _fingerprint(release: str) -> str:
    return hashlib.sha256(lock_of(release).read_bytes()).hexdigest()[:12]


def _forget_old_environments(layout: Layout) -> None:
    """Those of former lock files."""
    known = {_fingerprint(release) for release in RELEASES}
    for environment in layout.environments.iterdir():
        if environment.name not in known:
            shutil.rmtree(environment)
