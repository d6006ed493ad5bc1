"""Asking what runs services on a host - Docker, Podman, systemd, supervisord, the kernel - how one of them is."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from conformance.config.profile_model import Service, ServiceKind
from conformance.input.understanding import parsed_json
from conformance.probe.chunks import Chunk
from conformance.probe.service_state import Health, Seen, absent, not_running, restarted, running, unasked
from conformance.transport.command import Command, joined, quoted


class Answer(NamedTuple):
    """What was answered (said) to the question after the service of that name; now: when that is judged."""

    name: str
    said: Chunk
    now: datetime


class Manager(Protocol):
    """What runs services on a host."""

    def command(self, service: Service) -> Command:
        """The command line for the host's shell that asks after the service; others may be asked by the same."""

    def read(self, answer: Answer) -> Seen:
        """How the service is. :raises NOT_UNDERSTOOD: nothing that is known"""


SOON = 600.0
"""Seconds after a restart that nobody asked for, in which a service is not yet taken for a sound one."""

_MOST_SHOWN = 400
"""Characters that are shown of what a manager says."""

_NO_SUCH_PROGRAM = 127


def seconds_since(moment: str, now: datetime) -> float:
    """Seconds since a moment that Docker (nanoseconds, UTC), Podman (local) or Kubernetes wrote; none where clocks differ."""
    return max(0.0, (now - datetime.fromisoformat(moment)).total_seconds())


def on_command_line(name: str) -> str:
    """The regular expression for command lines of the program of that name."""
    return f"(^|/){re.escape(name)}( |:|$)"


def _no_answer(program: str, answer: Chunk) -> Seen:
    """Why the manager itself could not be asked."""
    if answer.rc == _NO_SUCH_PROGRAM:
        return unasked(f"there is no {program} on the host")
    if answer.timed_out:
        return unasked(f"{program} did not answer in time")
    if answer.rc is None or answer.not_begun or answer.error:
        return unasked(answer.why_not[:_MOST_SHOWN])
    return unasked(answer.lines[-1].strip()[:_MOST_SHOWN] if answer.lines else f"{program} said nothing, and ended with {answer.rc}")


def _count(text: str) -> int | None:
    """NRestarts; None where this systemd does not count them."""
    return int(text) if text.isdecimal() else None


def _since(moment: str, now: datetime) -> float | None:
    """Seconds since a moment that systemd wrote in UTC: `Mon 2026-11-30 18:22:32 UTC`; None where it is none."""
    found = re.search(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC$", moment)
    try:
        return seconds_since(f"{found[1]}+00:00", now) if found else None
    except ValueError:
        return None


class ContainerEngine:
    """Docker or Podman; where a systemd unit starts the container, it is the unit that restarts it and counts that."""

    _FORMAT = "{{json .State}} {{.RestartCount}}"
    """All of its state: the names in it differ between releases of Podman, and a template that names what is not there fails."""

    _UNIT = "{ timeout -k 1 2 systemctl show --property=LoadState,ActiveState,SubState,Result,NRestarts -- %s 2>/dev/null; :; }"
    """Whatever the unit says, or does not: the answer is the engine's."""

    _ABSENT = re.compile(r"no such container|no container with name or id", re.IGNORECASE)

    def __init__(self, program: str) -> None:
        self._program = program

    def command(self, service: Service) -> Command:
        """`docker container inspect`, of what decides; then `systemctl show`, of the unit that starts the container."""
        engine = quoted("%s container inspect --format %s %s", self._program, self._FORMAT, service.name)
        return joined(" && ", [engine, quoted(self._UNIT, service.unit)]) if service.unit else engine

    def read(self, answer: Answer) -> Seen:
        """Running is not enough where it has a health check, was restarted a moment ago, or something in it was killed."""
        if not answer.said.ok:
            return absent("not there") if self._ABSENT.search(answer.said.error) else _no_answer(self._program, answer.said)
        first, *lines = answer.said.text.strip().split("\n")
        text, _, count = first.strip().rpartition(" ")
        said, unit = parsed_json(text), _ContainerUnit.of(lines)
        restarts = int(count) if unit is None or unit.restarts is None else unit.restarts
        status = str(said["Status"])
        runs = said["Running"] and not said.get("Restarting") and not said.get("Paused")
        # of one that does not run, Podman tells how its last check ended, and Docker always that it is unhealthy
        check = str((said.get("Health") or said.get("Healthcheck") or {}).get("Status") or "none") if runs else "none"
        killed, started = bool(said.get("OOMKilled")), str(said.get("StartedAt") or "")
        words = status + (f" ({check})" if check != "none" else "") + restarted(restarts)
        trouble = None
        if killed:
            words, trouble = f"{words}, out of memory", "it was killed for want of memory (OOMKilled)"
        elif check == "unhealthy":
            trouble = "its health check fails"
        elif restarts and (ago := seconds_since(started, answer.now)) < SOON:
            words, trouble = f"{words}, {ago:.0f} s ago", f"it restarted by itself {ago:.0f} s ago, {restarts} times in all"
        details = {
            "exit": str(said.get("ExitCode", "")),
            "oom_killed": str(killed).lower(),
            "health": check if check != "none" else "",
            "restarts": str(restarts) if restarts else "",
            "started": started,
            "unit": unit.state if unit else "",
        }
        if runs:
            return running(status, words, trouble=trouble, restarts=restarts, said=status, details=details)
        if unit and unit.gave_up:
            words, trouble = f"{words}, {unit.gave_up}", trouble or unit.gave_up
        on_its_way = status in {"restarting", "paused"} or (unit is not None and unit.on_its_way)
        return not_running(status, words, on_its_way=on_its_way, trouble=trouble, restarts=restarts, said=status, details=details)


class _ContainerUnit(NamedTuple):
    """The unit that starts a container. state: `activating (auto-restart)`; restarts: those that nobody asked for; None: not counted."""

    state: str
    result: str
    restarts: int | None

    @classmethod
    def of(cls, lines: Iterable[str]) -> "_ContainerUnit | None":
        """As `systemctl show` tells it; None where there is no such unit, or no systemd."""
        told = dict(line.split("=", 1) for line in lines if "=" in line)
        if told.get("LoadState") != "loaded":
            return None
        return cls(f"{told.get('ActiveState', '')} ({told.get('SubState', '')})", told.get("Result", ""), _count(told.get("NRestarts", "")))

    @property
    def on_its_way(self) -> bool:
        """Whether it is about to start the container, or waits before it does so again.

        Podman's monitor is in the unit's control group, and ends after the container: a unit that starts it again and again waits for that.
        """
        return self.state.startswith("activating ") or (self.state.startswith("deactivating ") and (self.restarts or 0) > 1)

    @property
    def gave_up(self) -> str | None:
        """That it does not start the container again; None while it does."""
        return f"its unit has {self.state}: {self.result}" if self.state.startswith("failed ") else None


class Systemd:
    """Units; a service that is started by what connects to its socket runs as soon as the socket listens."""

    _COMMAND = (
        # in UTC: names of other time zones say too little
        "TZ=UTC systemctl show --property=LoadState,ActiveState,SubState,NRestarts,Result,ExecMainStatus,ActiveEnterTimestamp -- %s && "
        "for socket in $(systemctl show --property=TriggeredBy --value -- %s); do "
        'echo "Socket=$socket $(systemctl is-active -- "$socket")"; done'
    )
    _TOLD = ("ActiveState", "SubState", "Result", "NRestarts", "ExecMainStatus", "ActiveEnterTimestamp")

    def command(self, service: Service) -> Command:
        """`systemctl show`, of the unit and of the sockets that start it."""
        return quoted(self._COMMAND, service.name, service.name)

    def read(self, answer: Answer) -> Seen:
        """Its properties, one to a line."""
        told = dict(line.split("=", 1) for line in answer.said.lines if "=" in line)
        if "LoadState" not in told:
            return _no_answer("systemctl", answer.said)
        if told["LoadState"] != "loaded":
            return absent(told["LoadState"])
        active, result = told.get("ActiveState", ""), told.get("Result", "success")
        restarts = _count(told.get("NRestarts", ""))
        state = f"{active} ({told.get('SubState', '')})"
        words = state + restarted(restarts)
        trouble = None if result in {"", "success"} else f"its last run ended with {result}"
        since = _since(told.get("ActiveEnterTimestamp", ""), answer.now)
        if restarts and since is not None and since < SOON and active == "active":
            again = f"it restarted by itself {since:.0f} s ago, {restarts} times in all"
            words, trouble = f"{words}, {since:.0f} s ago", trouble or again
        details = {key: told.get(key, "") for key in self._TOLD}
        listening = re.search(r"^Socket=(\S+) active$", answer.said.text, re.MULTILINE)
        if active == "inactive" and listening:
            return running(
                f"started on demand by {listening[1]}", f"started on demand by {listening[1]}", restarts=restarts, details=details
            )
        if active in {"active", "reloading"}:
            words += f", {trouble}" if trouble and result not in {"", "success"} else ""
            return running(state, words, trouble=trouble, restarts=restarts, details=details)
        return not_running(state, words, on_its_way=active == "activating", trouble=trouble, restarts=restarts, details=details)


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
        "UNKNOWN": Health.STOPPED,
    }

    def command(self, service: Service) -> Command:  # noqa: ARG002 - one look at all of them costs what a look at one does
        """`supervisorctl status`, of all programs."""
        return quoted("supervisorctl status")

    def read(self, answer: Answer) -> Seen:
        """`NAME STATE WHAT ELSE IT SAYS`, a line each; it ends with 3 where one of all programs does not run."""
        lines = [line.split(maxsplit=2) for line in answer.said.lines]
        programs = {words[0]: words[1:] for words in lines if len(words) > 1 and words[1] in self._HEALTH}
        if answer.name in programs:
            state, *rest = programs[answer.name]
            said = " ".join([answer.name, state, *rest])
            if state == "RUNNING":
                return running("running", "running", said=said)
            on_its_way = self._HEALTH[state] is Health.UNHEALTHY
            return not_running(state.lower(), state.lower(), on_its_way=on_its_way, trouble=" ".join([state, *rest]), said=said)
        if programs or (answer.said.ok and not lines) or re.search(r"no such (process|group)", answer.said.text):
            return absent("not there")
        return _no_answer("supervisorctl", answer.said)


class Processes:
    """Programs that run by themselves, known by their name on the command line."""

    def command(self, service: Service) -> Command:
        """`pgrep`: the name is the whole of a word's last part, so that what only speaks of it does not count."""
        return quoted("pgrep -f -- %s", on_command_line(service.name))

    def read(self, answer: Answer) -> Seen:
        """0: there is one; 1: there is none."""
        if answer.said.rc == 0:
            words = f"running (pid {answer.said.text.split()[0]})"
            return running("running", words, said=words)
        if answer.said.rc == 1:
            return absent("not running")
        return _no_answer("pgrep", answer.said)


MANAGERS: Mapping[ServiceKind, Manager] = {
    ServiceKind.DOCKER: ContainerEngine("docker"),
    ServiceKind.PODMAN: ContainerEngine("podman"),
    ServiceKind.SYSTEMD: Systemd(),
    ServiceKind.SUPERVISOR: Supervisor(),
    ServiceKind.PROCESS: Processes(),
}
"""All kinds but those that are asked after elsewhere (kubectl) or not at all (none)."""
