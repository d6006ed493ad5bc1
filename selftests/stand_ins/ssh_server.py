"""A real sshd on loopback, with throw-away keys: what a compute host is to the suite."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from conformance.config.profile_model import Profile
from conformance.inventory.inventory import read_inventory
from conformance.probe.hosts import Hosts
from selftests.needs import need_program

_CONFIGURATION = """
ListenAddress 127.0.0.1
Port {port}
HostKey {directory}/host_key
AuthorizedKeysFile {directory}/user_key.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
KexAlgorithms curve25519-sha256
SetEnv HOME={directory}/home PATH={directory}/bin:/usr/sbin:/usr/bin:/sbin:/bin BASH_ENV={directory}/bashrc TZ=UTC
"""
"""HOME is none of the user's own: its .bashrc may start programs of every kind, for each command again. The key exchange is the cheapest of
those that sshd has: what it would have by itself takes most of the time of a connection."""

_CLIENT = """
Host *
  UserKnownHostsFile {directory}/known_hosts
  StrictHostKeyChecking yes
  IdentitiesOnly yes
"""


@dataclass(frozen=True)
class SshServer:
    """Where it listens, and a directory: its keys, bin/ (first on the PATH of those who log in), and bashrc, which they read."""

    directory: Path
    port: int
    process: int

    def sessions(self) -> int:
        """How many are connected."""
        return len(psutil.Process(self.process).children())

    @property
    def key(self) -> Path:
        """The key that it lets in."""
        return self.directory / "user_key"

    def stand_in(self, program: str, script: str) -> None:
        """Put a program in front of the machine's own."""
        path = self.directory / "bin" / program
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def inventory_line(self, name: str = "compute-01", **variables: object) -> str:
        """A host of an inventory that leads here, unless other variables say otherwise."""
        known = {
            "ansible_host": "127.0.0.1",
            "ansible_port": self.port,
            "ansible_ssh_private_key_file": self.key,
            "ansible_ssh_common_args": f"'-F {self.directory}/ssh_config'",
        }
        return " ".join([name, *(f"{key}={value}" for key, value in (known | variables).items())])

    @contextmanager
    def hosts(self, profile: Profile | None = None, *lines: str) -> Iterator[Hosts]:
        """Access to the hosts of those inventory lines, or to compute-01, which is this server."""
        inventory = self.directory / "inventory.ini"
        inventory.write_text("\n".join(["[compute]", *(lines or [self.inventory_line()])]))
        with Hosts(profile or Profile(), read_inventory(inventory), connect_timeout=1) as hosts:
            yield hosts


def free_port() -> int:
    """A port of loopback on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def make_key(path: Path) -> None:
    """A new key pair: path and path.pub."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "selftest", "-f", path], check=True)


@contextmanager
def serve(directory: Path) -> Iterator[SshServer]:
    """An sshd that runs while the context does."""
    sshd = need_program("sshd", "openssh-server")
    need_program("ssh", "openssh-client")
    port = free_port()
    (directory / "bin").mkdir()
    (directory / "home").mkdir()
    make_key(directory / "host_key")
    make_key(directory / "user_key")
    host_key = (directory / "host_key.pub").read_text()
    (directory / "known_hosts").write_text(f"[127.0.0.1]:{port} {host_key}")
    (directory / "ssh_config").write_text(_CLIENT.format(directory=directory))
    (directory / "sshd_config").write_text(_CONFIGURATION.format(directory=directory, port=port))
    if os.geteuid() == 0:
        # sshd wants it when it is started as root; a package's service file would make it
        Path("/run/sshd").mkdir(exist_ok=True)
    with (directory / "sshd.log").open("wb") as log:
        process = subprocess.Popen([sshd, "-D", "-e", "-f", directory / "sshd_config"], stdout=log, stderr=log)
        try:
            _await_banner(port, process, directory / "sshd.log")
            yield SshServer(directory, port, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=5)


def _await_banner(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                if connection.recv(4) == b"SSH-":
                    return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"sshd does not serve: {log.read_text()}")
