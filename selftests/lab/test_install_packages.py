"""Packages of the lab are installed without their services being started, and what the machine says of that comes back."""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "lab/installed/install-packages.sh"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Of its packages, mariadb-server is missing; its apt-get says what it was asked for, and what the policy answers meanwhile."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, text in (
        ("dpkg-query", '[ "$3" = mariadb-server ] || echo installed'),
        ("apt-get", f'echo "$@" >> {tmp_path}/asked; {tmp_path}/policy; echo "policy $?" >> {tmp_path}/asked; exit ${{FAILS:-0}}'),
    ):
        (programs / name).write_text(f"#!/bin/sh\n{text}\n")
        (programs / name).chmod(0o755)
    (tmp_path / "list").write_text("# what is needed\nmemcached\nmariadb-server\n")
    return tmp_path


def install(machine: Path, **environment: str) -> int:
    words = ["/bin/sh", str(SCRIPT), str(machine / "list"), str(machine / "policy")]
    path = f"{machine / 'bin'}:{os.environ['PATH']}"
    return subprocess.run(words, env=os.environ | environment | {"PATH": path}, check=False).returncode


def test_services_are_not_started_while_packages_are_installed(machine: Path) -> None:
    assert install(machine) == 0
    asked = (machine / "asked").read_text().splitlines()
    assert asked[-2:] == ["install --quiet --yes --no-install-recommends mariadb-server", "policy 101"]
    assert not (machine / "policy").exists()


@pytest.mark.parametrize("fails", ["0", "100"])
def test_the_machines_own_policy_comes_back(machine: Path, fails: str) -> None:
    (machine / "policy").write_text("#!/bin/sh\nexit 104\n")
    (machine / "policy").chmod(0o755)
    assert install(machine, FAILS=fails) == int(fails)
    assert (machine / "policy").read_text() == "#!/bin/sh\nexit 104\n"
    assert os.access(machine / "policy", os.X_OK)
    assert "policy 101" in (machine / "asked").read_text()


def test_nothing_is_asked_for_where_nothing_is_missing(machine: Path) -> None:
    (machine / "list").write_text("memcached\n")
    assert install(machine) == 0
    assert not (machine / "asked").exists()
