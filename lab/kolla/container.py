"""A service in a container, named, mounted and configured as Kolla-Ansible does it.

Source: Kolla-Ansible, ansible/roles/*/defaults/main.yml, ansible/roles/*/templates/*.json.j2 and ansible/module_utils (1a681814e).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lab.kolla.engine import Engine
from lab.services.files import NodeFile

CONFIGURATION = "/etc/kolla"
"""On the host: a directory for each service. A container copies its own to where the service looks for it, whenever it starts."""

IN_CONTAINER = "/var/lib/kolla/config_files"
_ENTRYPOINT = ("tini", "-s", "--")
"""Reaps what services leave behind, as Kolla's dumb-init does."""

LOGS = "kolla_logs:/var/log/kolla/"
PROGRAMS = "/opt/kolla/bin"
"""In a container: the programs of the image itself. Kolla has them in /usr/local/bin, which is this machine's here."""

SSH_PORT = 8022
"""Of the SSH server by which Nova copies disks between hosts."""


@dataclass(frozen=True)
class ConfigFile:
    """A file of a service: its text, and where the container copies it to, for whom and with which mode."""

    path: str
    text: str
    owner: str = "root"
    mode: int = 0o600

    @property
    def name(self) -> str:
        """Its name in the service's directory on the host."""
        return self.path.rsplit("/", 1)[1]


@dataclass(frozen=True)
class Container:
    """One container.

    program: what the lab calls the service in every shape. name: the container's. service: the name of its image, and of its directory of
    configuration. command: what it runs. log: as the container sees it, below /var/log/kolla. health: a shell's command; "": none.
    stop_seconds: how long it has to end when it is stopped, before it is killed.
    """

    program: str
    name: str
    service: str
    command: str
    log: str
    user: str = "root"
    files: tuple[ConfigFile, ...] = ()
    volumes: tuple[str, ...] = ()
    directories: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    privileged: bool = False
    host_pids: bool = False
    host_ipc: bool = False
    health: str = ""
    stop_seconds: int = 10

    @property
    def unit(self) -> str:
        """The unit of systemd that starts it, and starts it again when it has ended."""
        return f"kolla-{self.name}-container.service"

    @property
    def named_volumes(self) -> dict[str, str]:
        """The names of its volumes, by where it sees them."""
        parts = [volume.split(":") for volume in self.volumes if not volume.startswith("/")]
        return {f"{seen.rstrip('/')}/": name for name, seen, *_ in parts}

    def log_on_host(self, engine: Engine) -> str:
        """Its log, as the host sees it."""
        return self.log.replace("/var/log/kolla", engine.volume("kolla_logs"), 1)

    def written(self, engine: Engine) -> Iterator[NodeFile]:
        """What lies on the host for it: its directory of configuration, and its unit."""
        directory = f"{CONFIGURATION}/{self.service}"
        yield NodeFile(f"{directory}/config.json", json.dumps(self._copies(), indent=4) + "\n", 0o660)
        for file in self.files:
            yield NodeFile(f"{directory}/{file.name}", file.text, 0o660)
        yield NodeFile(f"/etc/systemd/system/{self.unit}", self._unit_file(engine))

    def _copies(self) -> dict[str, Any]:
        return {
            "command": self.command,
            "config_files": [
                {"source": f"{IN_CONTAINER}/{file.name}", "dest": file.path, "owner": file.owner, "perm": f"0{file.mode:o}"}
                for file in self.files
            ],
            "directories": [
                {"path": path, "owner": "nova" if path.endswith("/nova") else self.user, "perm": "0755"}
                for path in (self.log.rsplit("/", 1)[0], *self.directories)
            ],
        }

    def _unit_file(self, engine: Engine) -> str:
        return (
            f"[Unit]\nDescription={engine.program} {self.unit}\nAfter={engine.after}\nWants={engine.after}\nPartOf=kolla.target\n"
            "StartLimitInterval=120\nStartLimitBurst=10\n\n"
            f"[Service]\nExecStart={engine.path} start -a {self.name}\n"
            f"ExecStop={engine.path} stop {self.name} -t {self.stop_seconds}\n"
            # Kolla waits 11 s; whoever breaks something here waits for it
            "Restart=always\nRestartSec=3\nSuccessExitStatus=143\n"
            f"TimeoutStopSec={self.stop_seconds + 20}\n"
        )

    def create(self, engine: Engine, image: str, environment: Path) -> list[str]:
        """The engine's command that makes it. :param environment: the Python environment of the services"""
        words = [engine.path, "create", "--name", self.name, "--network", "host", "--user", self.user]
        words += ["--pid", "host"] if self.host_pids else []
        words += ["--ipc", "host"] if self.host_ipc else []
        words += engine.privileged if self.privileged else engine.unprivileged
        path = f"{PROGRAMS}:{environment}/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        variables = {"PATH": path, "LANG": "C.UTF-8", "KOLLA_CONFIG_STRATEGY": "COPY_ALWAYS", "KOLLA_SERVICE_NAME": self.service}
        for name, value in {**variables, **self.environment}.items():
            words += ["--env", f"{name}={value}"]
        if self.health:
            words += ["--health-cmd", self.health, "--health-interval", "30s", "--health-timeout", "30s"]
            words += ["--health-start-period", "5s", "--health-retries", "3"]
        # of this machine, as the image has none of its own
        machine = (f"{environment}:{environment}:ro", "/usr:/usr:ro")
        for volume in (f"{CONFIGURATION}/{self.service}/:{IN_CONTAINER}/:ro", LOGS, *machine, *self.volumes):
            words += engine.mounted(volume)
        return [*words, *engine.options, image, *_ENTRYPOINT, "kolla_start"]
