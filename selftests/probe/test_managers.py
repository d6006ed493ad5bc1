import getpass
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conformance.config.profile_model import Service, ServiceKind
from conformance.input.bounded import run_bounded
from conformance.input.understanding import NOT_UNDERSTOOD
from conformance.model.facts import ABSENT
from conformance.probe import managers
from conformance.probe.chunks import Chunk
from conformance.probe.managers import MANAGERS
from conformance.probe.service_state import Health, Seen
from selftests.probe.answers import DOCKER, LONG_AGO, NAME, PODMAN, PROCESS, SUPERVISOR, SYSTEMD, Answer, programs, state, unit
from selftests.stand_ins.docker_engine import serve_engine

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)

JUST_NOW = "2026-01-01T11:59:40Z"

OLD_DAEMON = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"
NEW_DAEMON = (
    "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: "
    "dial unix /var/run/docker.sock: connect: no such file or directory"
)
NO_DOCKER = "timeout: failed to run command 'docker': No such file or directory"
PAUSED_IN_PODMAN_4_3 = (
    '{"OciVersion":"1.0.2-dev","Status":"paused","Running":false,"Paused":true,"Restarting":false,"OOMKilled":false,"Dead":false,"Pid":378,'
    '"ConmonPid":357,"ExitCode":0,"Error":"","StartedAt":"2026-01-01T10:00:00.957123274Z","FinishedAt":"0001-01-01T00:00:00Z",'
    '"Health":{"Status":"healthy","FailingStreak":0,"Log":null},"CheckpointedAt":"0001-01-01T00:00:00Z"} 0'
)
SINCE = "ActiveEnterTimestamp=Thu 2026-01-01 11:59:20 UTC\n"
NO_SYSTEMD = "System has not been booted with systemd as init system (PID 1). Can't operate. Failed to connect to bus: Host is down"

# what is answered, and what is made of it
ANSWERS = [
    (DOCKER, Answer(state("running", "healthy")), Health.RUNNING, "running (healthy)"),
    (DOCKER, Answer(state("running")), Health.RUNNING, "running"),
    (DOCKER, Answer(state("running", "starting", 3)), Health.RUNNING, "running (starting), restarted 3 times"),
    (DOCKER, Answer(state("running", "unhealthy")), Health.UNHEALTHY, "running (unhealthy)"),
    (DOCKER, Answer(state("running", oom=True)), Health.UNHEALTHY, "running, out of memory"),
    (
        DOCKER,
        Answer(state("running", restarts=3, started="2026-01-01T11:59:20Z")),
        Health.UNHEALTHY,
        "running, restarted 3 times, 40 s ago",
    ),
    (DOCKER, Answer(state("restarting", restarts=7, oom=True)), Health.UNHEALTHY, "restarting, restarted 7 times, out of memory"),
    (DOCKER, Answer(state("paused")), Health.UNHEALTHY, "paused"),
    # what they say of a health check that nothing asks for any more
    (DOCKER, Answer(state("exited", "unhealthy")), Health.STOPPED, "exited"),
    (PODMAN, Answer(state("exited", "healthy")), Health.STOPPED, "exited"),
    (PODMAN, Answer(PAUSED_IN_PODMAN_4_3), Health.UNHEALTHY, "paused"),
    (DOCKER, Answer(state("created")), Health.STOPPED, "created"),
    (DOCKER, Answer("\n", "Error response from daemon: No such container: nova_compute", 1), Health.ABSENT, "not there"),
    (DOCKER, Answer("", "sh: 1: docker: not found", 127), Health.UNASKED, "there is no docker on the host"),
    (DOCKER, Answer("", NO_DOCKER, 127), Health.UNASKED, "there is no docker on the host"),
    (DOCKER, Answer("\n", OLD_DAEMON, 1), Health.UNASKED, OLD_DAEMON),
    (DOCKER, Answer("\n", NEW_DAEMON, 1), Health.UNASKED, NEW_DAEMON),
    (
        DOCKER,
        Answer("", "permission denied while trying to connect to the Docker daemon socket", 1),
        Health.UNASKED,
        "permission denied while trying to connect to the Docker daemon socket",
    ),
    (DOCKER, Answer("", "", 124), Health.UNASKED, "docker did not answer in time"),
    (DOCKER, Answer("", "what came before took all the time", 124), Health.UNASKED, "what came before took all the time"),
    # containers that units start, as Kolla-Ansible's are: the engine never counts a restart
    (DOCKER, Answer(f"{state('running', started=JUST_NOW)}\n{unit('active', 'running')}"), Health.RUNNING, "running"),
    (
        DOCKER,
        Answer(f"{state('running', started=JUST_NOW)}\n{unit('active', 'running', restarts=40)}"),
        Health.UNHEALTHY,
        "running, restarted 40 times, 20 s ago",
    ),
    (
        PODMAN,
        Answer(f"{state('running', started=JUST_NOW)}\n{unit('active', 'running', restarts=40)}"),
        Health.UNHEALTHY,
        "running, restarted 40 times, 20 s ago",
    ),
    (
        DOCKER,
        Answer(f"{state('exited', code=1)}\n{unit('activating', 'auto-restart', 'exit-code', restarts=3)}"),
        Health.UNHEALTHY,
        "exited, restarted 3 times",
    ),
    (
        PODMAN,
        Answer(f"{state('exited', code=1)}\n{unit('deactivating', 'stop-sigterm', 'exit-code', restarts=7)}"),
        Health.UNHEALTHY,
        "exited, restarted 7 times",
    ),
    (PODMAN, Answer(f"{state('exited', code=143)}\n{unit('deactivating', 'stop-sigterm')}"), Health.STOPPED, "exited"),
    (
        DOCKER,
        Answer(f"{state('exited', code=1)}\n{unit('failed', 'failed', 'start-limit-hit', restarts=10)}"),
        Health.STOPPED,
        "exited, restarted 10 times, its unit has failed (failed): start-limit-hit",
    ),
    (
        DOCKER,
        Answer(f"{state('running', restarts=2)}\n{unit('inactive', 'dead', load='not-found')}"),
        Health.RUNNING,
        "running, restarted 2 times",
    ),
    (
        DOCKER,
        Answer(f"{state('running', restarts=2)}\nLoadState=loaded\nActiveState=active\nSubState=running\n"),
        Health.RUNNING,
        "running, restarted 2 times",
    ),
    (PODMAN, Answer(state("running", "healthy")), Health.RUNNING, "running (healthy)"),
    (
        PODMAN,
        Answer(state("running", restarts=1, started="2026-01-01T13:59:00.848123456+02:00")),
        Health.UNHEALTHY,
        "running, restarted 1 time, 59 s ago",
    ),
    (PODMAN, Answer(state("running", restarts=1, started="2026-01-01T12:00:30Z")), Health.UNHEALTHY, "running, restarted 1 time, 0 s ago"),
    (PODMAN, Answer(state("stopped")), Health.STOPPED, "stopped"),
    (PODMAN, Answer("", "Error: no such container nova_compute", 125), Health.ABSENT, "not there"),
    (PODMAN, Answer("", 'Error: no container with name or ID "x" found: no such container', 125), Health.ABSENT, "not there"),
    (SYSTEMD, Answer(unit("active", "running")), Health.RUNNING, "active (running)"),
    (SYSTEMD, Answer(unit("reloading", "reload")), Health.RUNNING, "reloading (reload)"),
    (
        SYSTEMD,
        Answer(unit("active", "running", "watchdog")),
        Health.UNHEALTHY,
        "active (running), its last run ended with watchdog",
    ),
    (SYSTEMD, Answer(unit("activating", "auto-restart", restarts=4)), Health.UNHEALTHY, "activating (auto-restart), restarted 4 times"),
    (SYSTEMD, Answer(unit("failed", "failed", "exit-code")), Health.STOPPED, "failed (failed)"),
    (
        SYSTEMD,
        Answer(unit("inactive", "dead", more="Socket=virtqemud.socket active\n")),
        Health.RUNNING,
        "started on demand by virtqemud.socket",
    ),
    (SYSTEMD, Answer(unit("inactive", "dead", more="Socket=virtqemud.socket inactive\n"), "", 3), Health.STOPPED, "inactive (dead)"),
    (SYSTEMD, Answer(unit("inactive", "dead", load="not-found")), Health.ABSENT, "not-found"),
    (SYSTEMD, Answer(unit("inactive", "dead", load="masked")), Health.ABSENT, "masked"),
    (SYSTEMD, Answer("", NO_SYSTEMD, 1), Health.UNASKED, NO_SYSTEMD),
    (SUPERVISOR, Answer(programs("RUNNING   pid 17, uptime 0:01:02")), Health.RUNNING, "running"),
    (SUPERVISOR, Answer(programs("STARTING"), "", 3), Health.UNHEALTHY, "starting"),
    (SUPERVISOR, Answer(programs("STOPPED   Nov 21 12:39 PM"), "", 3), Health.STOPPED, "stopped"),
    (SUPERVISOR, Answer(programs("FATAL     Exited too quickly (process log may have details)"), "", 3), Health.STOPPED, "fatal"),
    (SUPERVISOR, Answer(programs("BACKOFF   Exited too quickly"), "", 3), Health.UNHEALTHY, "backoff"),
    (SUPERVISOR, Answer("libvirtd   RUNNING   pid 7\n"), Health.ABSENT, "not there"),
    (SUPERVISOR, Answer(""), Health.ABSENT, "not there"),
    (SUPERVISOR, Answer("unix:///run/supervisor.sock no such file\n", "", 4), Health.UNASKED, "unix:///run/supervisor.sock no such file"),
    (PROCESS, Answer("4711\n4712\n"), Health.RUNNING, "running (pid 4711)"),
    (PROCESS, Answer("", "", 1), Health.ABSENT, "not running"),
    (PROCESS, Answer("", "sh: 1: pgrep: not found", 127), Health.UNASKED, "there is no pgrep on the host"),
]


def read(kind: ServiceKind, answer: Answer, name: str = NAME) -> Seen:
    said = Chunk(name="x", text=answer.stdout, rc=answer.rc, error=answer.stderr)
    return MANAGERS[kind].read(managers.Answer(name, said, NOW))


@pytest.mark.parametrize(("kind", "answer", "health", "words"), ANSWERS)
def test_what_a_manager_says_is_understood(kind: ServiceKind, answer: Answer, health: Health, words: str) -> None:
    seen = read(kind, answer)
    assert (seen.health, seen.words) == (health, words)
    assert seen.running or health is not Health.RUNNING
    assert not seen.running or health.runs
    assert seen.told or not health.there
    assert (seen.state == ABSENT) is (health is Health.ABSENT)


TROUBLES = [
    (DOCKER, state("running"), True, None),
    (DOCKER, state("running", restarts=3), True, None),
    (DOCKER, state("running", "healthy"), True, None),
    (DOCKER, state("running", "unhealthy"), True, "its health check fails"),
    (DOCKER, state("running", restarts=3, started="2026-01-01T11:59:20Z"), True, "it restarted by itself 40 s ago, 3 times in all"),
    (DOCKER, state("exited", "unhealthy"), False, None),
    (DOCKER, state("exited", oom=True), False, "it was killed for want of memory (OOMKilled)"),
    (DOCKER, state("restarting"), False, None),
    (DOCKER, state("paused"), False, None),
    (
        DOCKER,
        f"{state('running', started=JUST_NOW)}\n{unit('active', 'running', restarts=40)}",
        True,
        "it restarted by itself 20 s ago, 40 times in all",
    ),
    (SYSTEMD, unit("failed", "failed", "exit-code", 5), False, "its last run ended with exit-code"),
    # one that runs for some seconds each time is active whenever it is looked at
    (SYSTEMD, unit("active", "running", restarts=9, more=SINCE), True, "it restarted by itself 40 s ago, 9 times in all"),
    (SYSTEMD, unit("active", "running", more=SINCE), True, None),
    (SYSTEMD, unit("active", "running", restarts=9, more=SINCE.replace(" 11:59", " 11:00")), True, None),
    (SYSTEMD, unit("active", "running", restarts=9, more=SINCE.replace("-01-", "-99-")), True, None),
    (SYSTEMD, unit("inactive", "dead"), False, None),
    (SUPERVISOR, programs("BACKOFF   Exited too quickly"), False, "BACKOFF Exited too quickly"),
]


@pytest.mark.parametrize(("kind", "said", "runs", "trouble"), TROUBLES)
def test_what_is_wrong_with_a_service_is_told(kind: ServiceKind, said: str, runs: bool, trouble: str | None) -> None:
    seen = read(kind, Answer(said))
    assert (seen.running, seen.trouble) == (runs, trouble)


@pytest.mark.parametrize("said", ["", "{", "[] 0", '{"Status": "running"} 0', '{"Running": true, "Status": "running"} many'])
def test_an_answer_that_is_not_understood_is_no_state(said: str) -> None:
    with pytest.raises(NOT_UNDERSTOOD):
        read(DOCKER, Answer(said))


def test_a_container_without_a_unit_is_not_asked_of_systemd() -> None:
    assert "systemctl" not in MANAGERS[DOCKER].command(Service(kind=DOCKER, name="nova_compute"))


def test_evidence_tells_of_the_unit_that_starts_a_container() -> None:
    said = f"{state('exited', code=1)}\n{unit('activating', 'auto-restart', 'exit-code', restarts=3)}"
    seen = read(DOCKER, Answer(said))
    assert (seen.restarts, seen.details["restarts"], seen.details["unit"]) == (3, "3", "activating (auto-restart)")


def test_every_kind_that_is_asked_on_a_host_has_a_manager() -> None:
    assert set(ServiceKind) - set(MANAGERS) == {ServiceKind.KUBECTL, ServiceKind.NONE}


def ask(kind: ServiceKind, name: str, unit: str | None = None) -> tuple[Health, str]:
    """Through the real program on this machine."""
    rc, stdout, stderr = run_bounded(["sh", "-c", MANAGERS[kind].command(Service(kind=kind, name=name, unit=unit))], 10)
    seen = read(kind, Answer(stdout.decode(), stderr.decode(), rc), name)
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
    with subprocess.Popen(["sh", "-c", "read line; :", f"{program}.log"], stdin=subprocess.PIPE):
        assert ask(ServiceKind.PROCESS, "nova-compute-x1") == (Health.ABSENT, "not running"), "it only speaks of it"


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
    assert ask(DOCKER, "nova_compute")[1].startswith("Cannot connect to the Docker daemon at unix://")
    healthy = {
        "Status": "running",
        "Running": True,
        "OOMKilled": False,
        "StartedAt": LONG_AGO,
        "Health": {"Status": "healthy", "FailingStreak": 0, "Log": []},
    }
    exited = {"Status": "exited", "Running": False, "OOMKilled": True}
    with serve_engine(tmp_path / "docker.sock", nova_compute=(healthy, 0), nova_libvirt=(exited, 2)):
        assert ask(DOCKER, "nova_compute") == (Health.RUNNING, "running (healthy)")
        assert ask(DOCKER, "nova_libvirt") == (Health.STOPPED, "exited, restarted 2 times, out of memory")
        unit = "no-such-unit-container.service"
        assert ask(DOCKER, "nova_libvirt", unit) == (Health.STOPPED, "exited, restarted 2 times, out of memory"), "with systemd or without"
        assert ask(DOCKER, "nova_compte", unit) == (Health.ABSENT, "not there")
        assert ask(DOCKER, "nova_compte") == (Health.ABSENT, "not there")
