"""The services' Python environment, which must be installed before the lab can run."""

import hashlib
import shutil
import sys
from pathlib import Path

from lab.installed.debian13 import DEBIAN, MACHINE, debian_of, within
from lab.installed.releases import RELEASES, lock_of
from lab.layout import Layout
from lab.shell import run


def ensure_environment(layout: Layout, release: str, root: Path = MACHINE) -> Path:
    """The Python environment of a release's services, installed from its lock file when it is not there yet.

    :param root: of the nodes that it is for: its interpreter is that root's
    :raises LabError: a package could not be installed
    """
    environment = layout.environments / _name(release, debian_of(root))
    if not (environment / "complete").exists():
        shutil.rmtree(environment, ignore_errors=True)
        layout.environments.mkdir(parents=True, exist_ok=True)
        uv: list[str | Path] = [sys.executable, "-m", "uv"]
        if root != MACHINE:
            # in that root there is no such interpreter
            uv = [Path(sys.executable).with_name("uv")]
        # Debian's interpreter: libvirt-python is built against Debian's libvirt and its headers
        run(within(root, [*uv, "venv", "--quiet", "--python", "/usr/bin/python3", environment]))
        install = [*uv, "pip", "install", "--quiet", "--python", environment / "bin" / "python"]
        run(within(root, [*install, "--compile-bytecode", "--require-hashes", "--requirements", lock_of(release)]), timeout=900)
        (environment / "complete").touch()
        _forget_old_environments(layout)
    return environment


def _name(release: str, debian: str) -> str:
    fingerprint = hashlib.sha256(lock_of(release).read_bytes()).hexdigest()[:12]
    return f"{fingerprint}-debian{debian}" if debian == DEBIAN else fingerprint


def _forget_old_environments(layout: Layout) -> None:
    """Those of former lock files."""
    known = {_name(release, debian) for release in RELEASES for debian in (DEBIAN, "12")}
    for environment in layout.environments.iterdir():
        if environment.name not in known:
            shutil.rmtree(environment)
