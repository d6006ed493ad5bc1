"""The programs of a node whose services run in containers: started and stopped by units of systemd."""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lab.errors import LabError
from lab.kolla.container import ENGINE, SSH_PORT
from lab.nodes.node import Node
from lab.wait import wait_for

PROGRAMS = "/etc/lab-programs.json"
"""On the host: unit, container (null: none) and log of every program, by the lab's name for it."""

_NAMES = {"active": "RUNNING", "activating": "STARTING", "deactivating": "STOPPING", "failed": "FATAL"}
"""States as supervisord names them, by those of systemd."""

_VOLUMES = "/var/lib/docker/volumes"
_STARTED = 30
"""Seconds that a program has until it runs."""


@dataclass(frozen=True)
class ContainerManager:
    """Speaks with systemd and the container engine of a running node."""

    node: Node

    def await_ready(self, budget: float = 60) -> None:
        """Wait until systemd and the engine answer. :raises LabError: they do not within budget seconds"""
        log = self.node.tree / "console.log"
        wait_for(f"{self.node.name}: the container engine (log: {log})", lambda: self.node.run([ENGINE, "version"]), budget=budget)

    def states(self) -> dict[str, str]:
        """The state of every program, by name, as supervisord would name it: RUNNING, STOPPED, STARTING, FATAL ..."""
        programs = self._programs()
        units = [program["unit"] for program in programs.values()]
        printed = self.node.run(["systemctl", "show", "--property=Id,ActiveState", *units])
        states = [dict(line.split("=", 1) for line in block.splitlines()) for block in printed.strip().split("\n\n")]
        by_unit = {state["Id"]: _NAMES.get(state["ActiveState"], "STOPPED") for state in states}
        return {name: by_unit[program["unit"]] for name, program in programs.items()}

    def logs(self) -> dict[str, str]:
        """The log of every program, as its path inside the node, by the program's name."""
        return {name: program["log"] for name, program in self._programs().items()}

    def start(self, names: Iterable[str]) -> None:
        """Ask for programs to be started, those that do not run; does not wait for them."""
        units = [self._programs()[name]["unit"] for name in names]
        if units:
            # one that was started too often is not started again before that is forgotten; one that never ran has nothing to forget
            self.node.run(["sh", "-c", f"systemctl reset-failed {' '.join(units)} 2>/dev/null || :"])
            self.node.run(["systemctl", "start", "--no-block", *units])

    def stop(self, name: str) -> None:
        """Stop a program and wait until it has ended."""
        self.node.run(["systemctl", "stop", self._programs()[name]["unit"]])

    def kill(self, name: str, patience: float = 3) -> None:
        """Stop a program, and kill it when it has not ended after patience seconds."""
        program = self._programs()[name]
        self.node.run(["systemctl", "stop", "--no-block", program["unit"]])
        deadline = time.monotonic() + patience
        while self.states()[name] not in {"STOPPED", "FATAL"}:
            if time.monotonic() > deadline:
                self.signal(name, "KILL")
            time.sleep(0.2)

    def signal(self, name: str, signal: str) -> None:
        """Send a signal to every process of a program; one that does not run gets none. :param signal: its name, without SIG"""
        processes = self._processes(self._programs()[name])
        if processes:
            self.node.run(["sh", "-c", f"kill -s {signal} {' '.join(processes)} 2>/dev/null || :"])

    def restart(self, *names: str) -> None:
        """Stop programs, the last first, then start them in order and wait until they run. :raises LabError: one does not start"""
        for name in reversed(names):
            self.kill(name)
        for name in names:
            self.start([name])
            wait_for(f"{self.node.name}: {name} to run", lambda name=name: self._runs(name), budget=_STARTED)  # type: ignore[misc]
            time.sleep(1)
            if not self._runs(name):
                raise LabError(f"{self.node.name}: {name} does not start (log: `python -m lab logs {self.node.name} {name}`)")

    def within(self, name: str) -> list[str]:
        """The command before a command that is to see files, and what is mounted, as a program does."""
        container = self._programs()[name]["container"]
        if container is None:
            return []
        # what is mounted there stays there: containers share mounts below /run with the host, and so all that they mount
        alone = 'mount --make-rprivate / && exec "$@"'
        return ["nsenter", f"--target={self._main_process(container)}", "--mount", "--wd=/", "--", "sh", "-c", alone, "sh"]

    def paths(self, seen: str) -> list[str]:
        """In the directory of each container that copies it there, or in a volume; else the same."""
        programs = self._programs().values()
        copied = [program["files"][seen] for program in programs if seen in program["files"]]
        volumes = {mounted: volume for program in programs for mounted, volume in program["volumes"].items()}
        kept = [
            f"{_VOLUMES}/{volume}/_data/{seen.removeprefix(mounted)}" for mounted, volume in volumes.items() if seen.startswith(mounted)
        ]
        return copied or kept or [seen]

    @property
    def agent_configuration(self) -> str:
        """Its own file."""
        return "/etc/neutron/plugins/ml2/openvswitch_agent.ini"

    @property
    def migration_keys(self) -> str:
        """Of Nova's user."""
        return f"{_VOLUMES}/nova_compute/_data/.ssh"

    @property
    def migration_ssh_port(self) -> int:
        """The port of the container nova_ssh."""
        return SSH_PORT

    def _runs(self, name: str) -> bool:
        program = self._programs()[name]
        if program["container"] is None:
            return self.states()[name] == "RUNNING"
        return bool(self._state(program["container"])["Running"])

    def _processes(self, program: dict[str, Any]) -> list[str]:
        if program["container"] is None:
            main = self.node.run(["systemctl", "show", "--property=MainPID", "--value", program["unit"]]).strip()
            return [main] if main != "0" else []
        if not self._state(program["container"])["Running"]:
            return []
        return self.node.run([ENGINE, "top", program["container"], "-eo", "pid"]).split()[1:]

    def _main_process(self, container: str) -> int:
        process = int(self._state(container)["Pid"])
        if not process:
            raise LabError(f"{self.node.name}: the container {container} does not run")
        return process

    def _state(self, container: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.node.run([ENGINE, "inspect", "--format", "{{json .State}}", container]))
        return found

    def _programs(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = json.loads(self.node.file(PROGRAMS).read_text())
        return found
