"""How the services of a profile fare: the command that asks their manager, and what its answer means."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from conformance.checks.facts.chunks import Chunk
from conformance.config.profile_model import Service, ServiceKind
from conformance.input.understanding import NOT_UNDERSTOOD, oddity, parsed_json
from conformance.model.base import readable
from conformance.model.facts import ABSENT, ServiceState
from conformance.probe.managers import MANAGERS
from conformance.probe.service_state import Health

_INSPECT = "{{json .State}} {{.RestartCount}}"
KUBECTL_PATIENCE = 5
"""Seconds in which Kubernetes must answer."""

ENDED = frozenset({"Succeeded", "Failed"})
"""Phases of pods that run no more."""

_SOON = 600.0
"""Seconds after a restart that nobody asked for, in which a service is not yet taken for a sound one."""


def question(service: Service, node: str | None) -> list[str]:
    """The command that asks; where the service runs in a pod it is for this machine, else for the host.

    :param service: one candidate
    :param node: where its pod must be; None: on any node
    """
    match service.kind:
        case ServiceKind.DOCKER | ServiceKind.PODMAN:
            return [service.kind.value, "inspect", "--type", "container", "--format", _INSPECT, service.name]
        case ServiceKind.KUBECTL:
            where = ["--field-selector", f"spec.nodeName={node}"] if node else []
            pods = ["get", "pods", "--selector", service.name, *where, "--output", "json"]
            return ["kubectl", f"--request-timeout={KUBECTL_PATIENCE}s", "--namespace", service.namespace, *pods]
        case ServiceKind.SYSTEMD:
            return ["sh", "-c", MANAGERS[ServiceKind.SYSTEMD].command(service.name)]
        case ServiceKind.SUPERVISOR:
            return ["supervisorctl", "status"]
        case ServiceKind.PROCESS:
            return ["sh", "-c", MANAGERS[ServiceKind.PROCESS].command(service.name)]
        case ServiceKind.NONE:
            return ["true"]


def state(name: str, service: Service, chunk: Chunk, now: datetime | None = None) -> ServiceState | None:
    """What the manager's answer means; None where the manager itself could not be asked.

    :param name: the service's logical name
    """
    now = now or datetime.now(UTC)
    match service.kind:
        case ServiceKind.DOCKER | ServiceKind.PODMAN:
            return _container(name, chunk, now)
        case ServiceKind.KUBECTL:
            return _pods(name, chunk, now) if chunk.ok else None
        case ServiceKind.SYSTEMD:
            return _unit(name, chunk) if chunk.ok else None
        case ServiceKind.SUPERVISOR:
            return _program(name, service, chunk)
        case ServiceKind.PROCESS:
            # pgrep ends with 1 where there is none
            return _process(name, chunk) if chunk.rc in {0, 1} else None
        case ServiceKind.NONE:
            return None


def fares(name: str, answers: Iterable[tuple[Service, Chunk]]) -> ServiceState | str:
    """How a service fares, by the answers for all that it may be; or why that cannot be said. Raises nothing, whatever was answered.

    :param name: the service's logical name
    """
    states: list[ServiceState] = []
    reasons: list[str] = []
    for service, chunk in answers:
        try:
            seen = state(name, service, chunk)
            # it has to be in facts.json, and to be read from it
            seen = seen and readable(seen)
        except NOT_UNDERSTOOD as error:
            reasons.append(f"what {service.kind} says is not understood ({oddity(error)})")
            continue
        if seen is None:
            reasons.append(chunk.why_not)
        else:
            states.append(seen)
    return likeliest(states) if states else next(iter(reasons), "it was not asked")


def likeliest(states: Sequence[ServiceState]) -> ServiceState:
    """Of what a service may be here, what it is: the one that runs, or else the first that is there at all."""
    return next((state for state in states if state.running), next((state for state in states if not state.is_absent), states[0]))


def _absent(name: str, why: str | None) -> ServiceState:
    return ServiceState(service=name, state=ABSENT, running=False, trouble=why)


def _container(name: str, chunk: Chunk, now: datetime) -> ServiceState | None:
    if not chunk.ok:
        absent = "no such" in chunk.error.lower()
        return _absent(name, chunk.error) if absent else None
    text, _, restarts = chunk.text.strip().rpartition(" ")
    said = parsed_json(text)
    health = (said.get("Health") or said.get("Healthcheck") or {}).get("Status") or ""
    trouble = None
    if said.get("OOMKilled"):
        trouble = "it was killed for want of memory (OOMKilled)"
    elif health == "unhealthy":
        trouble = "its health check fails"
    elif int(restarts) and _seconds_since(said["StartedAt"], now) < _SOON:
        trouble = f"it restarted by itself {_seconds_since(said['StartedAt'], now):.0f} s ago, {restarts} times in all"
    running = bool(said["Running"]) and not said.get("Restarting")
    return ServiceState(service=name, state=said["Status"], running=running, trouble=trouble, restarts=int(restarts))


def _pods(name: str, chunk: Chunk, now: datetime) -> ServiceState:
    listed = parsed_json(chunk.text)["items"]
    # what has ended is of before: a job that is done, a pod that was evicted and replaced
    pods = [pod for pod in listed if pod["status"]["phase"] not in ENDED]
    if not pods:
        return _absent(name, "there is no such pod")
    containers = [status for pod in pods for status in pod["status"].get("containerStatuses", [])]
    first = [status for pod in pods for status in pod["status"].get("initContainerStatuses", [])]
    phase = ", ".join(sorted({pod["status"]["phase"] for pod in pods}))
    waiting = [status["state"]["waiting"].get("reason", "waiting") for status in (*first, *containers) if "waiting" in status["state"]]
    troubles = waiting + [trouble for status in containers if (trouble := _ended(status, now))]
    ready = bool(containers) and all(status["ready"] for status in containers)
    restarts = sum(status["restartCount"] for status in containers)
    trouble = ", ".join(dict.fromkeys(troubles)) or None
    return ServiceState(service=name, state=phase, running=phase == "Running" and ready, trouble=trouble, restarts=restarts)


def _ended(status: dict[str, Any], now: datetime) -> str | None:
    """Why a container of the pod ended a short time ago."""
    ended = status.get("lastState", {}).get("terminated")
    if not ended or _seconds_since(ended["finishedAt"], now) >= _SOON:
        return None
    reason = ended.get("reason", "ended")
    return f"{status['name']} restarted {_seconds_since(ended['finishedAt'], now):.0f} s ago ({reason})"


def _unit(name: str, chunk: Chunk) -> ServiceState:
    seen = MANAGERS[ServiceKind.SYSTEMD].read(0, chunk.text)
    if seen.health is Health.UNASKED:
        raise ValueError(seen.words)
    if seen.health is Health.ABSENT:
        return _absent(name, "there is no such unit" if seen.words == "not-found" else f"the unit is {seen.words}")
    result = re.search(r"^Result=(?!success$)(\S+)$", chunk.text, re.MULTILINE)
    trouble = f"its last run ended with {result[1]}" if result else None
    return ServiceState(service=name, state=seen.words, running=seen.health is Health.RUNNING, trouble=trouble, restarts=seen.restarts or 0)


def _program(name: str, service: Service, chunk: Chunk) -> ServiceState | None:
    """`nova-compute  RUNNING  pid 17, uptime 0:01:00`, a line each; supervisorctl ends with 3 where one of all programs does not run."""
    if chunk.rc not in {0, 3}:
        return None
    words = next((words for line in chunk.lines if (words := line.split(maxsplit=2))[0] == service.name), None)
    if words is None or len(words) < 2:
        return _absent(name, "supervisord has no program of that name")
    trouble = None if words[1] == "RUNNING" else " ".join(words[1:])
    return ServiceState(service=name, state=words[1].lower(), running=words[1] == "RUNNING", trouble=trouble)


def _process(name: str, chunk: Chunk) -> ServiceState:
    return ServiceState(service=name, state="running", running=True) if chunk.ok else _absent(name, None)


def _seconds_since(moment: str, now: datetime) -> float:
    """Seconds since a moment that Docker (nanoseconds), Podman or Kubernetes wrote."""
    return (now - datetime.fromisoformat(moment[:19] + "+00:00")).total_seconds()
