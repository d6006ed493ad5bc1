"""Whether a container runs with the configuration that is deployed is asked of Kolla's own program, whatever that says and however much."""

import os
import subprocess
from pathlib import Path

import pytest

import conformance
from conformance.checks.facts.readers.read_deployment import deployed
from conformance.model.facts import DeployedFiles
from conformance.probe.chunks import Chunk

SHELL = Path(conformance.__file__).parent / "checks/facts/shell/deployed.sh"
DIFFERS = "ERROR:__main__:ConfigFileBadState: Following files are in bad state: ['/var/lib/kolla/config_files/nova.conf']"


def ask(tmp_path: Path, program: str | None) -> subprocess.CompletedProcess[str]:
    """By the shell of a container in which kolla_set_configs is that program; None: not there."""
    if program is not None:
        (tmp_path / "kolla_set_configs").write_text(f"#!/bin/sh\n{program}\n")
        (tmp_path / "kolla_set_configs").chmod(0o755)
    (tmp_path / "sudo").write_text('#!/bin/sh\nshift\nexec "$@"\n')
    (tmp_path / "sudo").chmod(0o755)
    script = f'brief() {{ timeout -k 1 5 "$@"; }}\n{SHELL.read_text()}\ndeployed\n'
    path = f"{tmp_path}:{os.environ['PATH']}"
    return subprocess.run(["/bin/sh", "-c", script], env={"PATH": path}, check=False, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("program", "read"),
    [
        (None, DeployedFiles(compared=False)),
        ('[ "$1" = --check ]', DeployedFiles(compared=True)),
        (f'echo "{DIFFERS}" >&2; exit 1', DeployedFiles(compared=True, differing=("nova.conf",))),
        (
            f'head -c 3000000 /dev/zero | tr "\\000" x; echo; echo "{DIFFERS}"; exit 1',
            DeployedFiles(compared=True, differing=("nova.conf",)),
        ),
    ],
    ids=["none", "same", "differs", "much"],
)
def test_what_it_says_is_read(tmp_path: Path, program: str | None, read: DeployedFiles) -> None:
    done = ask(tmp_path, program)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) < 2048
    assert deployed(Chunk(name="deployed_libvirt", text=done.stdout, rc=0, error="")) == read


def test_a_refusal_is_no_answer(tmp_path: Path) -> None:
    done = ask(tmp_path, "echo 'sudo: a password is required' >&2; exit 1")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "sudo: a password is required\n")
