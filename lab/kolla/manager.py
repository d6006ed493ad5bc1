"""The programs of a node whose services run in containers: units of systemd start these, and start them again."""

import json
from dataclasses import dataclass
from typing import Any

from lab.errors import LabError
from lab.kolla.container import SSH_PORT
from lab.kolla.engine import Engine, engine_of
from lab.services.files import shape_of
from lab.systemd.manager import UnitManager
from lab.wait import wait_for

SIGNAL = """
group=$(sed -n 's/^[0-9]*:memory://p' "/proc/$1/cgroup")
if [ -n "$group" ]; then group=memory$group; else group=$(sed -n 's/^0:://p' "/proc/$1/cgroup"); fi
kill -s "$2" $(cat "/sys/fs/cgroup/$group/cgroup.procs") 2>/dev/null || :
"""
"""A script: to all in the control group of a process. Not every engine can say which processes of a host are a container's."""


@dataclass(frozen=True)
class ContainerManager(UnitManager):
    """Speaks with systemd and the container engine of a running node.

    It knows of every program: unit, container (null: none), log, and where on the host its files and volumes are.
    """

    @property
    def engine(self) -> Engine:
        """That of the node."""
        return engine_of(shape_of(self.node))

    def await_ready(self, budget: float = 60) -> None:
        """Wait until systemd and the engine answer. :raises LabError: they do not within budget seconds"""
        super().await_ready(budget)
        engine = self.engine
        wait_for(f"{self.node.name}: {engine.program}", lambda: self.node.run([engine.path, "version"]), budget=budget)

    def log_command(self, name: str, *, lines: int, follow: bool) -> list[str]:
        """Of a container, its log file; of what the host itself runs, its journal."""
        log = self._programs()[name]["log"]
        if log is None:
            return super().log_command(name, lines=lines, follow=follow)
        return ["tail", "-n", str(lines), *(["-F"] if follow else []), str(log)]

    def signal(self, name: str, signal: str) -> None:
        """Send a signal to every process of a program; one that does not run gets none. :param signal: its name, without SIG"""
        container = self._programs()[name]["container"]
        if container is None:
            super().signal(name, signal)
        elif self._state(container)["Running"]:
            self.node.run(["sh", "-c", SIGNAL, "sh", str(self._main_process(container)), signal])

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
            f"{self.engine.volume(volume)}/{seen.removeprefix(mounted)}" for mounted, volume in volumes.items() if seen.startswith(mounted)
        ]
        return copied or kept or [seen]

    @property
    def migration_keys(self) -> str:
        """Of Nova's user."""
        return f"{self.engine.volume('nova_compute')}/.ssh"

    @property
    def migration_ssh_port(self) -> int:
        """The port of the container nova_ssh."""
        return SSH_PORT

    def _runs(self, name: str) -> bool:
        container = self._programs()[name]["container"]
        return super()._runs(name) if container is None else bool(self._state(container)["Running"])

    def _main_process(self, container: str) -> int:
        process = int(self._state(container)["Pid"])
        if not process:
            raise LabError(f"{self.node.name}: the container {container} does not run")
        return process

    def _state(self, container: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.node.run([self.engine.path, "inspect", "--format", "{{json .State}}", container]))
        return found
