"""A compute host to read: this machine, through a real sshd, with logs of its own in a directory."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from conformance.config.profile_model import Profile
from conformance.diagnosis.evidence.hosts.fact_lines import fact_lines
from conformance.diagnosis.evidence.hosts.plan import NotSaid, calls_on_compute_host
from conformance.diagnosis.evidence.hosts.read import ALLOWANCE, Allowance, read_host
from conformance.diagnosis.evidence.hosts.traces import Traces
from conformance.model.evidence import Evidence, Gap, Source
from conformance.model.operation import Operation
from conformance.probe.chunks import Chunk
from conformance.probe.hosts import HostAccess
from conformance.probe.pods import Pods
from conformance.transport.command import Command, quoted
from selftests.stand_ins.ssh_server import SshServer

HOST = "compute-01"
SERVER = "6f0c7bd5-2a4f-4a55-8d9e-0b8d54c6a3a1"
OTHER = "11111111-2a4f-4a55-8d9e-0b8d54c6a3a1"
REQUEST = "req-0c9e8d55-3d0a-4a36-a9c2-ac1dcd0c9f26"
OTHERS_REQUEST = "req-99999999-3d0a-4a36-a9c2-ac1dcd0c9f26"
DOMAIN = "instance-0000000a"
NOW = datetime.now(UTC).replace(microsecond=0)


def at(seconds: float = 0, pattern: str = "%Y-%m-%d %H:%M:%S") -> str:
    """That many seconds after the operation began, in UTC."""
    return (NOW + timedelta(seconds=seconds)).strftime(pattern)


def oslo(text: str, seconds: float = 1, level: str = "INFO", logger: str = "nova.compute.manager", context: str = "[-] ") -> str:
    """A line as oslo.log writes it."""
    return f"{at(seconds)}.123 47 {level} {logger} {context}{text}"


@dataclass
class Bench:
    """directory holds the logs; what the profile says of services is added to services."""

    server: SshServer
    access: HostAccess
    directory: Path
    services: dict[str, Any] = field(default_factory=dict)
    clients: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.services["nova_compute"] = {"kind": "process", "name": "nova-compute", "log": str(self.log)}

    @property
    def log(self) -> Path:
        """Nova-compute's."""
        return self.directory / "nova-compute.log"

    @property
    def profile(self) -> Profile:
        return Profile.model_validate(
            {
                "services": self.services,
                "clients": self.clients,
                "paths": {"instances": str(self.directory), "guest_logs": str(self.directory / "qemu")},
            }
        )

    @property
    def operation(self) -> Operation:
        return Operation.model_validate(
            {
                "kind": "live-migration",
                "server_id": SERVER,
                "request_id": REQUEST,
                "source": HOST,
                "destination": "compute-02",
                "started": NOW,
                "seconds": 5,
                "outcome": "failed",
            }
        )

    def write(self, *lines: str) -> None:
        """Nova-compute's log."""
        self.log.write_text("".join(f"{line}\n" for line in lines))

    def up(self, seconds: int) -> None:
        """Have the host be up since that many seconds before the operation: awk is given another /proc/uptime."""
        awk = shutil.which("gawk") or shutil.which("awk")
        since_boot = f"$(($(date +%s) - {NOW.timestamp():.0f} + {seconds}))"
        self.server.stand_in(
            "gawk",
            f"""for file; do :; done
            if [ "$file" = /proc/uptime ]; then echo {since_boot}.00 1.00 | {awk} "$1" "$2" "$3"; else exec {awk} "$@"; fi""",
        )

    def read(self, source: Source | None = None, allowance: Allowance = ALLOWANCE, **traces: Any) -> list[Evidence | Gap]:
        """What the host gives of one source, or all that it gives."""
        names = Traces(**({"ids": [REQUEST, SERVER], "domain": DOMAIN} | traces))
        calls = [
            call for call in calls_on_compute_host(self.profile, self.operation, names, HOST) if source is None or _is_of(source, call)
        ]
        profile, pods = self.profile, Pods()
        return list(read_host(self.access, self.operation, names, calls, allowance, lambda said: fact_lines(profile, said, pods, HOST)))

    def call(self, call: str) -> list[str]:
        """The lines that one call of read_host.sh gives."""
        pieces = read_host(self.access, self.operation, Traces([REQUEST, SERVER], DOMAIN), [quoted(call)])
        return [line for piece in pieces if isinstance(piece, Evidence) for line in piece.text.splitlines()]

    def say(self, calls: Sequence[Command]) -> dict[str, Chunk]:
        """The chunks that calls give after read_host.sh."""
        told: dict[str, Chunk] = {}

        def take(said: Mapping[str, Chunk]) -> Iterable[str]:
            told.update(said)
            return ()

        facts = quoted("say 'host facts' echo x")
        list(read_host(self.access, self.operation, Traces([REQUEST, SERVER], DOMAIN), [facts, *calls], more=take))
        return told

    def lines(self, source: Source = Source.NOVA_COMPUTE, **reading: Any) -> list[str]:
        """The lines of one source; it is a failure if it could not be read."""
        pieces = self.read(source, **reading)
        assert [piece for piece in pieces if isinstance(piece, Gap)] == []
        return [line for piece in pieces if isinstance(piece, Evidence) for line in piece.text.splitlines()]

    def facts(self) -> dict[str, str]:
        """What the host says of itself; a line for each of several things of one name."""
        (text,) = [piece.text for piece in self.read() if isinstance(piece, Evidence) and piece.source is Source.HOST]
        facts: dict[str, str] = {}
        for name, _, value in (line.partition(": ") for line in text.splitlines()):
            facts[name] = f"{facts[name]}\n{value}" if name in facts else value
        return facts

    def gaps(self, source: Source, **reading: Any) -> list[str]:
        """Why a source could not be read."""
        return [piece.why for piece in self.read(source, **reading) if piece.source is source and isinstance(piece, Gap)]


def _is_of(source: Source, call: str | NotSaid) -> bool:
    if isinstance(call, NotSaid):
        return call.source is source
    return call.startswith("libvirt_root=") or call.endswith("kernel" if source is Source.DMESG else f"absent {source}")
