"""What managers of services answer, as Docker 28.2, Podman 4.9 and 5.4, systemd 252, Supervisor 4.3 and kubectl 1.32 say it."""

import json
from typing import NamedTuple

from conformance.config.profile_model import ServiceKind

LONG_AGO = "2026-01-01T10:00:00.123456789Z"
"""When what restarted last did so."""

NAME = "nova-compute"

DOCKER, PODMAN, SYSTEMD = ServiceKind.DOCKER, ServiceKind.PODMAN, ServiceKind.SYSTEMD
SUPERVISOR, PROCESS, KUBECTL = ServiceKind.SUPERVISOR, ServiceKind.PROCESS, ServiceKind.KUBECTL


class Answer(NamedTuple):
    """What the manager's client writes, and how it ends."""

    stdout: str = ""
    stderr: str = ""
    rc: int = 0


def state(status: str, check: str = "", restarts: int = 0, *, oom: bool = False, started: str = LONG_AGO, code: int = 0) -> str:
    """A container's, as `docker container inspect` prints it in the format that is asked for."""
    said = {
        "Status": status,
        "Running": status in {"running", "restarting", "paused"},
        "Paused": status == "paused",
        "Restarting": status == "restarting",
        "OOMKilled": oom,
        "ExitCode": code,
        "StartedAt": started,
    }
    health = {"Health": {"Status": check, "FailingStreak": 0, "Log": []}} if check else {}
    return f"{json.dumps(said | health)} {restarts}"


def unit(active: str, sub: str, result: str = "success", restarts: int = 0, load: str = "loaded", more: str = "") -> str:
    """A unit's, as `systemctl show` prints it, and its sockets."""
    return f"Result={result}\nNRestarts={restarts}\nExecMainStatus=0\nLoadState={load}\nActiveState={active}\nSubState={sub}\n{more}"


def programs(line: str) -> str:
    """Those of supervisord, one of them in that state."""
    return f"libvirtd                         RUNNING   pid 35, uptime 0:03:47\n{NAME:<33}{line}\n"


def pods(ready: bool = True, restarts: int = 0, phase: str = "Running", node: str = "compute-01", **container: object) -> str:
    """A pod's, in the list that kubectl prints."""
    status = {"name": NAME, "ready": ready, "restartCount": restarts, "state": {"running": {}}, "lastState": {}} | container
    pod = {
        "metadata": {"name": f"{NAME}-x7", "namespace": "openstack"},
        "spec": {"nodeName": node},
        "status": {"phase": phase, "containerStatuses": [status]},
    }
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": [pod]})


RECORDED: dict[ServiceKind, dict[str, Answer]] = {
    DOCKER: {
        "running": Answer(state("running", "healthy")),
        "stopped": Answer(state("exited", code=137, oom=True)),
        "absent": Answer("\n", f"Error response from daemon: No such container: {NAME}", 1),
        "restarting": Answer(state("restarting", restarts=9, code=1)),
        "unhealthy": Answer(state("running", "unhealthy")),
        "silent": Answer("\n", "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", 1),
    },
    PODMAN: {
        "running": Answer(state("running")),
        "stopped": Answer(state("stopped", code=1)),
        "absent": Answer("", f'Error: no container with name or ID "{NAME}" found: no such container', 125),
        "restarting": Answer(state("restarting", restarts=2)),
        "unhealthy": Answer(state("running").replace('"StartedAt"', '"Healthcheck": {"Status": "unhealthy"}, "StartedAt"')),
        "silent": Answer("", "Error: unable to connect to Podman socket: dial unix /run/podman.sock: connect: connection refused", 125),
    },
    SYSTEMD: {
        "running": Answer(unit("active", "running")),
        "stopped": Answer(unit("failed", "failed", "exit-code", 5)),
        "absent": Answer(unit("inactive", "dead", load="not-found")),
        "restarting": Answer(unit("activating", "auto-restart", "exit-code", 4)),
        "unhealthy": Answer(unit("active", "running", "watchdog")),
        "silent": Answer(
            "",
            "System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down",
            1,
        ),
    },
    SUPERVISOR: {
        "running": Answer(programs("RUNNING   pid 66, uptime 0:03:34")),
        "stopped": Answer(programs("FATAL     Exited too quickly (process log may have details)"), "", 3),
        "absent": Answer("libvirtd                         RUNNING   pid 35, uptime 0:03:47\n"),
        "restarting": Answer(programs("BACKOFF   Exited too quickly (process log may have details)"), "", 3),
        "silent": Answer("unix:///run/supervisor.sock no such file\n", "", 4),
    },
    PROCESS: {
        "running": Answer("4711\n4712\n"),
        "absent": Answer("", "", 1),
        "silent": Answer("", "sh: 1: pgrep: not found", 127),
    },
    KUBECTL: {
        "running": Answer(pods()),
        "stopped": Answer(pods(ready=False, state={"terminated": {"reason": "Error", "exitCode": 1}})),
        "absent": Answer(pods(node="compute-02")),
        "restarting": Answer(pods(ready=False, restarts=9, state={"waiting": {"reason": "CrashLoopBackOff"}})),
        "unhealthy": Answer(pods(ready=False)),
        "silent": Answer("", "error: You must be logged in to the server (Unauthorized)", 1),
    },
}
"""By the kind of service, and how the service is; silent: the manager gives no answer."""

PROGRAMS = {SYSTEMD: "systemctl", SUPERVISOR: "supervisorctl", PROCESS: "pgrep"}
"""The clients that are not called as their kind is."""


def script(kind: ServiceKind, answer: Answer) -> str:
    """A program that answers so, to whatever it is asked."""
    first = '[ "$2" != --property=TriggeredBy ] || exit 0\n' if kind is SYSTEMD else ""
    return f"#!/bin/sh\n{first}cat <<'END'\n{answer.stdout.rstrip()}\nEND\ncat >&2 <<'END'\n{answer.stderr}\nEND\nexit {answer.rc}\n"
