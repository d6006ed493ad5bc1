"""What the managers of services really answer, and what it means."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conformance.checks.facts.chunks import Chunk
from conformance.checks.facts.service_states import fares, likeliest, question, state
from conformance.config.profile_model import Service, ServiceKind
from conformance.model.facts import ServiceState

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def seen(kind: ServiceKind, text: str, rc: int = 0, error: str = "") -> ServiceState | None:
    return state("nova_compute", Service(kind=kind, name="nova-compute"), Chunk(name="x", text=text, rc=rc, error=error), NOW)


def container(restarts: int = 0, started: str = "2026-01-01T10:00:00.123456789Z", **changes: object) -> str:
    import json

    said = {"Status": "running", "Running": True, "Restarting": False, "OOMKilled": False, "StartedAt": started} | changes
    return f"{json.dumps(said)} {restarts}\n"


CONTAINERS = [
    (container(), True, None),
    (container(restarts=3), True, None),
    (container(restarts=3, started="2026-01-01T11:59:20Z"), True, "it restarted by itself 40 s ago, 3 times in all"),
    (container(OOMKilled=True, Running=False, Status="exited"), False, "it was killed for want of memory (OOMKilled)"),
    (container(Health={"Status": "unhealthy"}), True, "its health check fails"),
    (container(Health={"Status": "healthy"}), True, None),
    (container(Restarting=True, Status="restarting"), False, None),
]


@pytest.mark.parametrize(("text", "running", "trouble"), CONTAINERS)
@pytest.mark.parametrize("kind", [ServiceKind.DOCKER, ServiceKind.PODMAN])
def test_containers(kind: ServiceKind, text: str, running: bool, trouble: str | None) -> None:
    found = seen(kind, text)
    assert found is not None
    assert (found.running, found.trouble) == (running, trouble)


def test_a_container_that_is_not_there_does_not_run_and_an_engine_that_may_not_be_asked_says_nothing() -> None:
    absent = seen(ServiceKind.DOCKER, "", 1, "Error: No such container: nova-compute")
    assert absent is not None
    assert (absent.state, absent.running) == ("absent", False)
    assert seen(ServiceKind.DOCKER, "", 1, "permission denied while trying to connect to the Docker daemon socket") is None


def pods(**changes: object) -> str:
    import json

    status = {"name": "nova-compute", "ready": True, "restartCount": 0, "state": {"running": {}}, "lastState": {}} | changes
    return json.dumps({"items": [{"status": {"phase": "Running", "containerStatuses": [status]}}]})


ENDED = {"terminated": {"reason": "OOMKilled", "finishedAt": "2026-01-01T11:59:30Z"}}
PODS = [
    (pods(), True, None),
    (pods(ready=False, state={"waiting": {"reason": "CrashLoopBackOff"}}), False, "CrashLoopBackOff"),
    (pods(lastState=ENDED, restartCount=1), True, "nova-compute restarted 30 s ago (OOMKilled)"),
    ('{"items": []}', False, "there is no such pod"),
]


@pytest.mark.parametrize(("text", "running", "trouble"), PODS)
def test_pods(text: str, running: bool, trouble: str | None) -> None:
    found = seen(ServiceKind.KUBECTL, text)
    assert found is not None
    assert (found.running, found.trouble) == (running, trouble)


UNITS = [
    ("ActiveState=active\nSubState=running\nNRestarts=0\nResult=success\nLoadState=loaded\n", True, None),
    ("ActiveState=failed\nSubState=failed\nNRestarts=5\nResult=exit-code\nLoadState=loaded\n", False, "its last run ended with exit-code"),
    ("ActiveState=inactive\nSubState=dead\nResult=success\nLoadState=not-found\n", False, "there is no such unit"),
    ("ActiveState=inactive\nSubState=dead\nResult=success\nLoadState=masked\n", False, "the unit is masked"),
    ("ActiveState=inactive\nSubState=dead\nLoadState=loaded\nSocket=virtqemud.socket active\n", True, None),
    ("ActiveState=inactive\nSubState=dead\nLoadState=loaded\nSocket=virtqemud.socket inactive\n", False, None),
    ("ActiveState=reloading\nSubState=reload\nLoadState=loaded\n", True, None),
]


@pytest.mark.parametrize(("text", "running", "trouble"), UNITS)
def test_units(text: str, running: bool, trouble: str | None) -> None:
    found = seen(ServiceKind.SYSTEMD, text)
    assert found is not None
    assert (found.running, found.trouble) == (running, trouble)


@pytest.mark.parametrize(("text", "rc", "running"), [("4711\n4712\n", 0, True), ("", 1, False)])
def test_processes(text: str, rc: int, running: bool) -> None:
    found = seen(ServiceKind.PROCESS, text, rc)
    assert found is not None
    assert found.running is running


def test_a_process_that_only_speaks_of_the_service_is_not_the_service(tmp_path: Path) -> None:
    def running() -> bool:
        service = Service(kind=ServiceKind.PROCESS, name="nova-compute-x3")
        done = subprocess.run(question(service, None), capture_output=True, text=True, timeout=10, check=False)
        how = state("nova_compute", service, Chunk(name="x", text=done.stdout, rc=done.returncode, error=done.stderr))
        assert how is not None
        return how.running

    program = tmp_path / "nova-compute-x3"
    program.write_text("#!/bin/sh\nread line\n")
    program.chmod(0o755)
    with subprocess.Popen(["sh", "-c", "read line; :", f"{program}.log"], stdin=subprocess.PIPE):
        assert running() is False
        with subprocess.Popen([program], stdin=subprocess.PIPE):
            assert running() is True


@pytest.mark.parametrize("kind", [ServiceKind.SYSTEMD, ServiceKind.SUPERVISOR, ServiceKind.KUBECTL, ServiceKind.PROCESS])
def test_a_manager_that_is_not_there_says_nothing(kind: ServiceKind) -> None:
    assert seen(kind, "", 127, "not found") is None


def test_of_what_a_service_may_be_it_is_the_one_that_runs() -> None:
    old, new = (ServiceState(service="x", state=word, running=word == "active") for word in ("absent", "active"))
    assert likeliest([old, new]) == new
    assert likeliest([old, old]).state == "absent"


DOCKER, UNIT = Service(kind=ServiceKind.DOCKER, name="x"), Service(kind=ServiceKind.SYSTEMD, name="x")


@pytest.mark.parametrize("text", ["", "{", "[] 0", '{"Status": "running"} 0', '{"Running": true, "Status": "running"} many'])
def test_an_answer_that_is_not_understood_is_a_reason(text: str) -> None:
    why = fares("x", [(DOCKER, Chunk(name="x", text=text, rc=0))])
    assert isinstance(why, str)
    assert why.startswith("what docker says is not understood (")


def test_what_one_manager_says_is_heard_beside_another_that_is_not_understood() -> None:
    unit = Chunk(name="x", text="LoadState=loaded\nActiveState=active\nSubState=running\n", rc=0)
    how = fares("x", [(DOCKER, Chunk(name="x", text="{", rc=0)), (UNIT, unit)])
    assert isinstance(how, ServiceState)
    assert how.state == "active (running)"


def test_the_first_that_could_not_be_asked_says_why() -> None:
    assert fares("x", [(UNIT, Chunk(name="x", text="", rc=124)), (DOCKER, Chunk(name="x", text="{", rc=0))]) == "it did not end in time"
    assert fares("x", []) == "it was not asked"
