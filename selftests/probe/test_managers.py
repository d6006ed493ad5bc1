import getpass
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conformance.config.profile_model import ServiceKind
from conformance.input.bounded import run_bounded
from conformance.probe.managers import MANAGERS
from conformance.probe.service_state import Health
from selftests.stand_ins.docker_engine import serve_engine

CONTAINER = ServiceKind.DOCKER

# status, standard output and error together, and what is made of them; as Docker 28.2, Podman 4.9 and 5.4, systemd 252 and
# Supervisor 4.3 say it
ANSWERS = [
    (CONTAINER, 0, "running|healthy|0|false\n", Health.RUNNING, "running (healthy)"),
    (CONTAINER, 0, "running||0|false\n", Health.RUNNING, "running"),
    (CONTAINER, 0, "running|starting|3|false\n", Health.RUNNING, "running (starting), restarted 3 times"),
    (CONTAINER, 0, "running|unhealthy|0|false\n", Health.UNHEALTHY, "running (unhealthy)"),
    (CONTAINER, 0, "restarting||7|true\n", Health.UNHEALTHY, "restarting, restarted 7 times, out of memory"),
    (CONTAINER, 0, "paused||0|false\n", Health.UNHEALTHY, "paused"),
    (CONTAINER, 0, "exited|unhealthy|0|false\n", Health.STOPPED, "exited (unhealthy)"),
    (CONTAINER, 0, "created||0|false\n", Health.STOPPED, "created"),
    (CONTAINER, 1, "\nError response from daemon: No such container: nova_compute\n", Health.ABSENT, "not there"),
    (CONTAINER, 127, "sh: 1: docker: not found\n", Health.UNASKED, "there is no docker on the host"),
    (
        CONTAINER,
        1,
        "\nCannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n",
        Health.UNASKED,
        "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
    ),
    (
        CONTAINER,
        1,
        "permission denied while trying to connect to the Docker daemon socket\n",
        Health.UNASKED,
        "permission denied while trying to connect to the Docker daemon socket",
    ),
    (ServiceKind.PODMAN, 0, "running|healthy|0|false\n", Health.RUNNING, "running (healthy)"),
    (ServiceKind.PODMAN, 0, "stopped||0|false\n", Health.STOPPED, "stopped"),
    (ServiceKind.PODMAN, 125, "Error: no such container nova_compute\n", Health.ABSENT, "not there"),
    (ServiceKind.PODMAN, 125, 'Error: no container with name or ID "x" found: no such container\n', Health.ABSENT, "not there"),
    (ServiceKind.SYSTEMD, 0, "NRestarts=0\nLoadState=loaded\nActiveState=active\nSubState=running\n", Health.RUNNING, "active (running)"),
    (
        ServiceKind.SYSTEMD,
        0,
        "NRestarts=4\nLoadState=loaded\nActiveState=activating\nSubState=auto-restart\n",
        Health.UNHEALTHY,
        "activating (auto-restart), restarted 4 times",
    ),
    (ServiceKind.SYSTEMD, 0, "NRestarts=0\nLoadState=loaded\nActiveState=failed\nSubState=failed\n", Health.STOPPED, "failed (failed)"),
    (
        ServiceKind.SYSTEMD,
        0,
        "NRestarts=0\nLoadState=loaded\nActiveState=inactive\nSubState=dead\nSocket=virtqemud.socket active\n",
        Health.RUNNING,
        "started on demand by virtqemud.socket",
    ),
    (
        ServiceKind.SYSTEMD,
        3,
        "NRestarts=0\nLoadState=loaded\nActiveState=inactive\nSubState=dead\nSocket=virtqemud.socket inactive\n",
        Health.STOPPED,
        "inactive (dead)",
    ),
    (ServiceKind.SYSTEMD, 0, "NRestarts=0\nLoadState=not-found\nActiveState=inactive\nSubState=dead\n", Health.ABSENT, "not-found"),
    (ServiceKind.SYSTEMD, 0, "NRestarts=0\nLoadState=masked\nActiveState=inactive\nSubState=dead\n", Health.ABSENT, "masked"),
    (
        ServiceKind.SYSTEMD,
        1,
        "System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down\n",
        Health.UNASKED,
        "Failed to connect to bus: Host is down",
    ),
    (ServiceKind.SUPERVISOR, 0, "nova-compute   RUNNING   pid 17, uptime 0:01:02\n", Health.RUNNING, "running"),
    (ServiceKind.SUPERVISOR, 3, "nova-compute   STOPPED   Nov 21 12:39 PM\n", Health.STOPPED, "stopped"),
    (ServiceKind.SUPERVISOR, 3, "nova-compute   FATAL     Exited too quickly (process log may have details)\n", Health.STOPPED, "fatal"),
    (ServiceKind.SUPERVISOR, 3, "nova-compute   BACKOFF   Exited too quickly\n", Health.UNHEALTHY, "backoff"),
    (ServiceKind.SUPERVISOR, 4, "nova-compte: ERROR (no such process)\n", Health.ABSENT, "not there"),
    (ServiceKind.SUPERVISOR, 4, "unix:///run/supervisor.sock no such file\n", Health.UNASKED, "unix:///run/supervisor.sock no such file"),
    (ServiceKind.PROCESS, 0, "4711\n4712\n", Health.RUNNING, "running (pid 4711)"),
    (ServiceKind.PROCESS, 1, "", Health.ABSENT, "not running"),
    (ServiceKind.PROCESS, 127, "sh: 1: pgrep: not found\n", Health.UNASKED, "there is no pgrep on the host"),
]


@pytest.mark.parametrize(("kind", "rc", "said", "health", "words"), ANSWERS)
def test_what_a_manager_says_is_understood(kind: ServiceKind, rc: int, said: str, health: Health, words: str) -> None:
    seen = MANAGERS[kind].read(rc, said)
    assert (seen.health, seen.words) == (health, words)


def test_every_kind_that_is_asked_on_a_host_has_a_manager() -> None:
    assert set(ServiceKind) - set(MANAGERS) == {ServiceKind.KUBECTL, ServiceKind.NONE}


def ask(kind: ServiceKind, name: str) -> tuple[Health, str]:
    """Through the real program on this machine."""
    rc, stdout, stderr = run_bounded(["sh", "-c", MANAGERS[kind].command(name)], 10)
    seen = MANAGERS[kind].read(rc, (stdout + stderr).decode())
    return seen.health, seen.words


def test_a_process_is_known_by_its_name_alone(tmp_path: Path) -> None:
    program = tmp_path / "nova-compute-x1"
    program.write_text("#!/bin/sh\nread line\n")
    program.chmod(0o755)
    with subprocess.Popen([program, "--config-file=nova-compute-x2"], stdin=subprocess.PIPE) as process:
        assert process.stdin
        assert ask(ServiceKind.PROCESS, "nova-compute-x1") == (Health.RUNNING, f"running (pid {process.pid})")
        assert ask(ServiceKind.PROCESS, "nova-compute-x") == (Health.ABSENT, "not running")
        assert ask(ServiceKind.PROCESS, "compute-x1") == (Health.ABSENT, "not running")
        assert ask(ServiceKind.PROCESS, "nova.compute-x1") == (Health.ABSENT, "not running"), "a name is no pattern"


def test_supervisord_itself_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    socket, configuration = tmp_path / "s.sock", tmp_path / "supervisord.conf"
    configuration.write_text(
        f"[supervisord]\nnodaemon=true\nlogfile=/dev/null\nlogfile_maxbytes=0\npidfile={tmp_path}/pid\nuser={getpass.getuser()}\n"
        f"[unix_http_server]\nfile={socket}\n[supervisorctl]\nserverurl=unix://{socket}\n"
        "[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface\n"
        "[program:libvirtd]\ncommand=sleep 60\nautostart=true\nstartsecs=0\n[program:nova-compute]\ncommand=sleep 60\nautostart=false\n"
    )
    bin_directory = Path(sys.executable).parent
    wrapper = tmp_path / "bin" / "supervisorctl"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\nexec {bin_directory}/supervisorctl -c {configuration} "$@"\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")
    assert ask(ServiceKind.SUPERVISOR, "libvirtd")[0] is Health.UNASKED
    process = subprocess.Popen([bin_directory / "supervisord", "-c", configuration], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not socket.exists() or ask(ServiceKind.SUPERVISOR, "libvirtd")[0] is not Health.RUNNING:
            assert time.monotonic() < deadline, "supervisord does not start its program"
        assert ask(ServiceKind.SUPERVISOR, "nova-compute") == (Health.STOPPED, "stopped")
        assert ask(ServiceKind.SUPERVISOR, "nova-compte") == (Health.ABSENT, "not there")
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.mark.skipif(shutil.which("docker") is None, reason="there is no docker client on this machine")
def test_dockers_own_client_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/docker.sock")
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    assert ask(CONTAINER, "nova_compute")[1].startswith("Cannot connect to the Docker daemon at unix://")
    healthy = {"Status": "running", "OOMKilled": False, "Health": {"Status": "healthy", "FailingStreak": 0, "Log": []}}
    exited = {"Status": "exited", "OOMKilled": True}
    with serve_engine(tmp_path / "docker.sock", nova_compute=(healthy, 0), nova_libvirt=(exited, 2)):
        assert ask(CONTAINER, "nova_compute") == (Health.RUNNING, "running (healthy)")
        assert ask(CONTAINER, "nova_libvirt") == (Health.STOPPED, "exited, restarted 2 times, out of memory")
        assert ask(CONTAINER, "nova_compte") == (Health.ABSENT, "not there")
