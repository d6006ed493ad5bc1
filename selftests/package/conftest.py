"""The package, built once for all self-tests, and an environment that has nothing else of the project."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from selftests.stand_ins.fake_cloud import FakeCloud, Host, serving, write_access

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Installed:
    """Where the wheel is installed."""

    directory: Path

    @property
    def programs(self) -> Path:
        """Its programs."""
        return self.directory / "bin"

    def run(self, *words: str | Path, cwd: Path, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run one of them from outside of a clone."""
        program, *arguments = words
        known = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "CONFORMANCE"))}
        return subprocess.run(
            [self.programs / program, *map(str, arguments)],
            cwd=cwd,
            env=known | (environment or {}),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def _once(tmp_path_factory: pytest.TempPathFactory, worker_id: str, name: str, make: Callable[[Path], None]) -> Path:
    """A directory that one worker makes and all share."""
    base = tmp_path_factory.getbasetemp()
    directory = (base if worker_id == "master" else base.parent) / name
    with FileLock(f"{directory}.lock"):
        if not directory.exists():
            directory.mkdir()
            make(directory)
    return directory


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A directory with the wheel and the sdist, as hatchling builds them."""

    def build(directory: Path) -> None:
        words = [sys.executable, "-m", "hatchling", "build", "-d", str(directory)]
        subprocess.run(words, cwd=ROOT, check=True, capture_output=True, timeout=120)

    return _once(tmp_path_factory, worker_id, "built", build)


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory, worker_id: str, built: Path) -> Installed:
    """An environment with the wheel; what it depends on is the self-tests' own, as installing it all would take as long as all they do."""

    def install(directory: Path) -> None:
        venv.create(directory, symlinks=True)
        places = {name: str(directory) for name in ("base", "platbase", "installed_base")}
        modules = Path(sysconfig.get_path("purelib", scheme="venv", vars=places))
        (wheel,) = built.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(modules)
        # as installers write it of entry_points.txt
        for name, module, function in (("conformance", "conformance.cli", "main"), ("pytest", "pytest", "console_main")):
            program = directory / "bin" / name
            program.write_text(f"#!{directory}/bin/python\nimport sys\nfrom {module} import {function}\nsys.exit({function}())\n")
            program.chmod(0o755)
        # .pth files in there are not followed, so that the clone stays unknown
        (modules / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n")

    return Installed(_once(tmp_path_factory, worker_id, "installed", install))


@contextmanager
def fake_site(directory: Path, *hosts: str) -> Iterator[tuple[list[str], dict[str, str]]]:
    """A fake cloud: the options that name it, and the environment in which it is reached."""
    directory.mkdir()
    cloud = FakeCloud(directory, [Host(name) for name in hosts])
    with serving(cloud):
        environment = write_access(cloud)
        yield (
            ["--os-cloud", "fake", "--profile", str(directory / "fake.yaml"), "--inventory", str(directory / "inventory")],
            environment | {"CONFORMANCE_ANSIBLE_INVENTORY": ""},
        )
