"""The programs of a node whose first process is systemd: started and stopped by its units."""

import json
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from lab.errors import LabError
from lab.nodes.node import Node
from lab.wait import wait_for

PROGRAMS = "/etc/lab-programs.json"
"""On the host: what the lab's commands know of each program, by the lab's name for it: its unit, and what the shape adds."""

_NAMES = {"active": "RUNNING", "activating": "STARTING", "deactivating": "STOPPING", "failed": "FATAL"}
"""States as supervisord names them, by those of systemd."""

_STARTED = 30
"""Seconds that a program has until it runs."""


@dataclass(frozen=True)
class UnitManager:
    """Speaks with the systemd of a running node."""

    node: Node

    def await_ready(self, budget: float = 60) -> None:
        """Wait until systemd answers. :raises LabError: it does not within budget seconds"""
        log = self.node.tree / "console.log"
        wait_for(
            f"{self.node.name}: systemd (log: {log})", lambda: self.node.run(["systemctl", "show", "--property=Version"]), budget=budget
        )

    def states(self) -> dict[str, str]:
        """The state of every program, by name, as supervisord would name it: RUNNING, STOPPED, STARTING, FATAL ..."""
        programs = self._programs()
        units = [program["unit"] for program in programs.values()]
        printed = self.node.run(["systemctl", "show", "--property=Id,ActiveState", *units])
        states = [dict(line.split("=", 1) for line in block.splitlines()) for block in printed.strip().split("\n\n")]
        by_unit = {state["Id"]: _NAMES.get(state["ActiveState"], "STOPPED") for state in states}
        return {name: by_unit[program["unit"]] for name, program in programs.items()}

    def log_command(self, name: str, *, lines: int, follow: bool) -> list[str]:
        """Its journal."""
        return ["journalctl", "--unit", self._unit(name), "--lines", str(lines), "--no-pager", "--all", *(["--follow"] if follow else [])]

    def start(self, names: Iterable[str]) -> None:
        """Ask for programs to be started, those that do not run; does not wait for them."""
        units = [self._unit(name) for name in names]
        if units:
            # one that was started too often is not started again before that is forgotten; one that never ran has nothing to forget
            self.node.run(["sh", "-c", f"systemctl reset-failed {' '.join(units)} 2>/dev/null || :"])
            self.node.run(["systemctl", "start", "--no-block", *units])

    def stop(self, name: str) -> None:
        """Stop a program and wait until it has ended."""
        self.node.run(["systemctl", "stop", self._unit(name)])

    def kill(self, name: str, patience: float = 3) -> None:
        """Stop a program, and kill it when it has not ended after patience seconds."""
        self.node.run(["systemctl", "stop", "--no-block", self._unit(name)])
        deadline = time.monotonic() + patience
        while self.states()[name] not in {"STOPPED", "FATAL"}:
            if time.monotonic() > deadline:
                self.signal(name, "KILL")
            time.sleep(0.2)

    def signal(self, name: str, signal: str) -> None:
        """Send a signal to every process of a program; one that does not run gets none.

        Of a unit that lets its processes live on when it is stopped, the main one alone is the program: others may be guests.

        :param signal: its name, without SIG
        """
        unit = self._unit(name)
        alone = self.node.run(["systemctl", "show", "--property=KillMode", "--value", unit]).strip() == "process"
        whom = "main" if alone else "all"
        with suppress(LabError):
            self.node.run(["systemctl", "kill", f"--kill-whom={whom}", f"--signal=SIG{signal}", unit])

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
        """Nothing: units see what the node sees."""
        del name
        return []

    def paths(self, seen: str) -> list[str]:
        """There: units see what the node has."""
        return [seen]

    @property
    def agent_configuration(self) -> str:
        """Its own file."""
        return "/etc/neutron/plugins/ml2/openvswitch_agent.ini"

    @property
    def migration_keys(self) -> str:
        """Of Nova's user."""
        return "/var/lib/nova/.ssh"

    @property
    def migration_ssh_port(self) -> int:
        """The port of the host's own server."""
        return 22

    def _runs(self, name: str) -> bool:
        return self.states()[name] == "RUNNING"

    def _unit(self, name: str) -> str:
        return str(self._programs()[name]["unit"])

    def _programs(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = json.loads(self.node.file(PROGRAMS).read_text())
        return found
