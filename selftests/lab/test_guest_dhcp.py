"""What the guest does with a lease: its routes, and what it says of metadata."""

import json
import subprocess
from pathlib import Path

import pytest

from lab.access.metadata import said_of_metadata

SCRIPTS = Path(__file__).parents[2] / "lab" / "guest" / "root" / "etc"
UUID = "8c6efbdc-f922-4763-a00a-7a090e75e1b6"
ROUTE = "169.254.169.254 via 198.18.1.10 dev eth0 \n"


class Guest:
    """Runs scripts of the guest here, with its commands as stand-ins that note how they are called."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._commands = directory / "commands"
        self._commands.mkdir()
        for name in ("ip", "nc", "arping", "sleep"):
            self.command(name, "")

    def command(self, name: str, does: str) -> None:
        path = self._commands / name
        path.write_text(f'#!/bin/sh\necho "{name} $*" >> {self._directory}/calls\n{does}\n')
        path.chmod(0o755)

    @property
    def calls(self) -> list[str]:
        return (self._directory / "calls").read_text().splitlines()

    def run(self, script: str, *words: str, **environment: str) -> str:
        """What the script prints, on the console or elsewhere."""
        console = self._directory / "console"
        text = (SCRIPTS / script).read_text()
        for seen, instead in (("/dev/console", console), ("/run/metadata", self._directory / "answer"), ("/etc/metadata", "true")):
            text = text.replace(f"> {seen}", f">> {instead}" if seen == "/dev/console" else f"> {instead}").replace(seen, str(instead))
        here = self._directory / script
        here.write_text(text.replace("/etc/json.awk", str(SCRIPTS / "json.awk")))
        path = {"PATH": f"{self._commands}:/usr/bin:/bin"}
        done = subprocess.run(["/bin/sh", here, *words], env=path | environment, capture_output=True, text=True, check=True, timeout=20)
        return done.stdout + (console.read_text() if console.exists() else "")


@pytest.fixture
def guest(tmp_path: Path) -> Guest:
    return Guest(tmp_path)


LEASE = {"interface": "eth0", "ip": "198.18.1.172", "mask": "24", "router": "198.18.1.1", "mtu": "1500"}


def test_without_routes_of_its_own_the_router_is_the_way(guest: Guest) -> None:
    said = guest.run("udhcpc", "bound", **LEASE)
    assert "ip route replace default via 198.18.1.1 dev eth0" in guest.calls
    assert "conformance-guest interface=eth0 address=198.18.1.172/24" in said


@pytest.mark.parametrize("event", ["bound", "renew"])
def test_routes_of_the_servers_come_instead_of_the_router(guest: Guest, event: str) -> None:
    """As OVN tells them: the way to the metadata service, and the default (RFC 3442)."""
    routes = "169.254.169.254/32 198.18.1.10 0.0.0.0/0 198.18.1.1 198.18.9.0/24 0.0.0.0"
    said = guest.run("udhcpc", event, **LEASE, staticroutes=routes)
    assert [call for call in guest.calls if "route" in call] == [
        "ip route replace 169.254.169.254/32 via 198.18.1.10 dev eth0",
        "ip route replace 0.0.0.0/0 via 198.18.1.1 dev eth0",
        "ip route replace 198.18.9.0/24 dev eth0",
    ]
    assert ("address=" in said) == (event == "bound")


def answer(document: object, status: str = "200 OK") -> str:
    head = f"HTTP/1.0 {status}\r\nserver: gunicorn\r\ncontent-type: application/json\r\n\r\n"
    return f"cat > /dev/null\nprintf '%s' '{head}{json.dumps(document)}'"


def test_a_guest_says_what_the_metadata_service_says_of_it(guest: Guest) -> None:
    guest.command("ip", f"printf '{ROUTE}'")
    guest.command("nc", answer({"uuid": UUID, "keys": [{"name": "k", "data": "ssh-ed25519 AAAA\n"}]}))
    assert said_of_metadata(guest.run("metadata")) == [UUID]


@pytest.mark.parametrize("does", [answer({}, "502 Bad Gateway"), "echo nc: connection refused; exit 1", "exit 1"])
def test_a_guest_says_that_it_has_none(guest: Guest, does: str) -> None:
    guest.command("ip", f"printf '{ROUTE}'")
    guest.command("nc", does)
    (said,) = said_of_metadata(guest.run("metadata"))
    assert said.startswith("none: ")
    assert guest.calls.count("nc -w 5 169.254.169.254 80") == 5


def test_nothing_is_asked_where_no_way_was_told(guest: Guest) -> None:
    """The address may be that of the machine's own metadata service."""
    guest.command("ip", "echo default via 198.18.1.1 dev eth0")
    assert said_of_metadata(guest.run("metadata")) == []
    assert not [call for call in guest.calls if call.startswith("nc")]


def test_the_console_of_a_guest_is_read_line_by_line() -> None:
    console = f"x conformance-guest metadata=no\r\nconformance-guest metadata={UUID}\r\nconformance-guest boot=1 seq=3\r\n"
    assert said_of_metadata(console) == [UUID]
