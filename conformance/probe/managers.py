"""Asking what runs services on a host - Docker, Podman, systemd, supervisord, the kernel - how one of them is."""

import re
from collections.abc import Mapping
from typing import Protocol

from conformance.config.profile_model import ServiceKind
from conformance.probe.service_state import Health, Seen, restarted
from conformance.transport.command import Command, quoted


class Manager(Protocol):
    """What runs services on a host."""

    def command(self, name: str) -> Command:
        """The command line for the host's shell that asks after the service of that name."""

    def read(self, rc: int, said: str) -> Seen:
        """What its exit status, and all that it wrote to either output, say of the service."""


_MOST_SHOWN = 400
"""Characters of a line that are shown of what a manager says."""


def _last(said: str) -> str:
    """The last line that says something."""
    return next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "it said nothing")[:_MOST_SHOWN]


def _unasked(said: str) -> Seen:
    return Seen(health=Health.UNASKED, words=_last(said))


class ContainerEngine:
    """Docker or Podman."""

    _FORMAT = "{{.State.Status}}|{{if .State.Health}}{{.State.Health.Status}}{{end}}|{{.RestartCount}}|{{.State.OOMKilled}}"
    _ANSWER = re.compile(r"^(?P<status>[a-z]+)\|(?P<health>[a-z]*)\|(?P<restarts>\d+)\|(?P<oom>true|false)$", re.MULTILINE)

    def __init__(self, program: str) -> None:
        self._program = program

    def command(self, name: str) -> Command:
        """`docker container inspect`, of what decides."""
        return quoted("%s container inspect --format %s %s", self._program, self._FORMAT, name)

    def read(self, rc: int, said: str) -> Seen:
        """Running is not enough where the container has a health check."""
        answer = self._ANSWER.search(said)
        if answer is None:
            if re.search(r"no such container|no container with name or id", said, re.IGNORECASE):
                return Seen(health=Health.ABSENT, words="not there")
            return _unasked(f"there is no {self._program} on the host" if rc == 127 else said)
        status, check, restarts = answer["status"], answer["health"], int(answer["restarts"])
        words = status + (f" ({check})" if check not in {"", "none"} else "")
        words += restarted(restarts)
        words += ", out of memory" if answer["oom"] == "true" else ""
        if status == "running":
            health = Health.UNHEALTHY if check == "unhealthy" else Health.RUNNING
        else:
            health = Health.UNHEALTHY if status in {"restarting", "paused"} else Health.STOPPED
        return Seen(health=health, words=words, restarts=restarts)


class Systemd:
    """Units; a service that is started by what connects to its socket runs as soon as the socket listens."""

    _COMMAND = (
        "systemctl show --property=LoadState,ActiveState,SubState,NRestarts,Result -- %s && "
        "for socket in $(systemctl show --property=TriggeredBy --value -- %s); do "
        'echo "Socket=$socket $(systemctl is-active -- "$socket")"; done'
    )

    def command(self, name: str) -> Command:
        """`systemctl show`, of the unit and of the sockets that start it."""
        return quoted(self._COMMAND, name, name)

    def read(self, rc: int, said: str) -> Seen:
        """LoadState, ActiveState, SubState and NRestarts, one to a line; its last Result is for others to judge."""
        told = dict(line.split("=", 1) for line in said.splitlines() if "=" in line)
        if "LoadState" not in told:
            return _unasked("there is no systemctl on the host" if rc == 127 else said)
        if told["LoadState"] != "loaded":
            return Seen(health=Health.ABSENT, words=told["LoadState"])
        active, restarts = told.get("ActiveState", ""), told.get("NRestarts", "")
        words = f"{active} ({told.get('SubState', '')})"
        counted = int(restarts) if restarts.isdigit() else None
        listening = re.search(r"^Socket=(\S+) active$", said, re.MULTILINE)
        if active == "inactive" and listening:
            return Seen(health=Health.RUNNING, words=f"started on demand by {listening[1]}", restarts=counted)
        words += restarted(counted)
        if active in {"active", "reloading"}:
            return Seen(health=Health.RUNNING, words=words, restarts=counted)
        return Seen(health=Health.UNHEALTHY if active == "activating" else Health.STOPPED, words=words, restarts=counted)


class Supervisor:
    """Programs of supervisord."""

    _HEALTH: Mapping[str, Health] = {
        "RUNNING": Health.RUNNING,
        "STARTING": Health.UNHEALTHY,
        "BACKOFF": Health.UNHEALTHY,
        "STOPPING": Health.STOPPED,
        "STOPPED": Health.STOPPED,
        "EXITED": Health.STOPPED,
        "FATAL": Health.STOPPED,
    }

    def command(self, name: str) -> Command:
        """`supervisorctl status`."""
        return quoted("supervisorctl status %s", name)

    def read(self, rc: int, said: str) -> Seen:
        """`NAME STATE WHAT ELSE IT SAYS`."""
        words = _last(said).split(maxsplit=2)
        if "no such process" in said or "no such group" in said:
            return Seen(health=Health.ABSENT, words="not there")
        if len(words) < 2 or words[1] not in self._HEALTH:
            return _unasked("there is no supervisorctl on the host" if rc == 127 else said)
        return Seen(health=self._HEALTH[words[1]], words=words[1].lower())


class Processes:
    """Programs that run by themselves, known by their name on the command line."""

    def command(self, name: str) -> Command:
        """`pgrep`: the name is the whole of a word's last part, so that what only speaks of it does not count."""
        return quoted("pgrep -f -- %s", f"(^|/){re.escape(name)}( |:|$)")

    def read(self, rc: int, said: str) -> Seen:
        """0: there is one; 1: there is none."""
        if rc == 0:
            return Seen(health=Health.RUNNING, words=f"running (pid {said.split()[0]})")
        if rc == 1:
            return Seen(health=Health.ABSENT, words="not running")
        return _unasked("there is no pgrep on the host" if rc == 127 else said)


MANAGERS: Mapping[ServiceKind, Manager] = {
    ServiceKind.DOCKER: ContainerEngine("docker"),
    ServiceKind.PODMAN: ContainerEngine("podman"),
    ServiceKind.SYSTEMD: Systemd(),
    ServiceKind.SUPERVISOR: Supervisor(),
    ServiceKind.PROCESS: Processes(),
}
"""All kinds but those that are asked after elsewhere (kubectl) or not at all (none)."""
