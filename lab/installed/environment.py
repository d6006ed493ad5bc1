"""The services' Python environment, which must be installed before the lab can run."""

import hashlib
import shutil
import sys
from pathlib import Path

from lab.errors import LabError
from lab.installed.debian13 import DEBIAN, MACHINE, debian_of, within
from lab.installed.releases import NEWEST, RELEASES, lock_of, lock_with_volumes
from lab.layout import Layout
from lab.shell import run

BINDINGS = ("rados", "rbd")
"""Python's modules for Ceph, which are on no index: Debian's, for its interpreter."""

_DEBIAN_MODULES = Path("/usr/lib/python3/dist-packages")


def ensure_environment(layout: Layout, release: str, root: Path = MACHINE, *, volumes: bool = False) -> Path:
    """The Python environment of a release's services, installed from its lock file when it is not there yet.

    :param root: of the nodes that it is for: its interpreter is that root's
    :param volumes: with Cinder, and with what speaks to Ceph
    :raises LabError: a package could not be installed
    """
    lock = lock_with_volumes(release) if volumes else lock_of(release)
    environment = layout.environments / _name(lock, debian_of(root))
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
        run(within(root, [*install, "--compile-bytecode", "--require-hashes", "--requirements", lock]), timeout=900)
        if volumes:
            _link_bindings(environment)
        (environment / "complete").touch()
        _forget_old_environments(layout)
    return environment


def _link_bindings(environment: Path) -> None:
    for module in BINDINGS:
        found = sorted(_DEBIAN_MODULES.glob(f"{module}.cpython-*.so"))
        if not found:
            raise LabError(f"python3-{module} is not installed: `make ceph` installs what a lab with volumes needs")
        for site_packages in environment.glob("lib/python3.*/site-packages"):
            (site_packages / found[0].name).symlink_to(found[0])


def _name(lock: Path, debian: str) -> str:
    fingerprint = hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    return f"{fingerprint}-debian{debian}" if debian == DEBIAN else fingerprint


def _forget_old_environments(layout: Layout) -> None:
    """Those of former lock files."""
    locks = [lock_of(release) for release in RELEASES] + [lock_with_volumes(NEWEST)]
    known = {_name(lock, debian) for lock in locks for debian in (DEBIAN, "12")}
    for environment in layout.environments.iterdir():
        if environment.name not in known:
            shutil.rmtree(environment)
