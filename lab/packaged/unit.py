"""A service as a unit of systemd, named, configured and run as by Debian's packages.

Source: Debian 12's packages of OpenStack 26.2 (2022.2): unit files, the scripts in /etc/init.d that they start, /etc/default/openstack.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lab.services.files import NodeFile
from lab.systemd.host import UNITS

SERVICE_USERS = {"nova": 64060, "glance": 64062, "keystone": 64070, "neutron": 64071, "placement": 64072}
"""The users of Debian's packages, and the numbers that they have on the lab's hosts."""


@dataclass(frozen=True)
class ServiceUnit:
    """One unit.

    program: what the lab calls the service in every shape. name: the unit's, without `.service`. command: what it runs; "": the unit is one
    of Debian's packages on this machine, as it is. user: as whom, in the group of that name. settings: further ones of its section
    [Service], a line each. stop_seconds: how long it has to end when it is stopped, before it is killed.
    """

    program: str
    name: str
    command: str = ""
    user: str = "root"
    files: tuple[NodeFile, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    settings: tuple[str, ...] = ()
    stop_seconds: int = 65

    @property
    def unit(self) -> str:
        """Its unit's whole name."""
        return f"{self.name}.service"

    def written(self) -> Iterator[NodeFile]:
        """Its configuration, and its unit where Debian's packages of this machine do not bring it."""
        yield from self.files
        if self.command:
            yield NodeFile(f"{UNITS}/{self.unit}", self._unit_file())

    def _unit_file(self) -> str:
        lines = [
            "[Unit]",
            f"Description=OpenStack {self.name}",
            "After=network.target",
            "",
            "[Service]",
            f"User={self.user}",
            f"Group={self.user}",
            f"ExecStart={self.command}",
            # as the script in /etc/init.d is called, which starts it
            f"SyslogIdentifier={self.name}",
            "Restart=on-failure",
            f"TimeoutStopSec={self.stop_seconds}",
            *(f'Environment="{name}={value}"' for name, value in self.environment.items()),
            *self.settings,
            "",
            "[Install]",
            "WantedBy=multi-user.target",
            "",
        ]
        return "\n".join(lines)
