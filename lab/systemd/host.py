"""What a host has where systemd is its first process: a name, a deployer who may become root, units that start by themselves."""

import os
from collections.abc import Iterable
from pathlib import Path

from lab.layout import CONTROL
from lab.nodes.node import Node
from lab.services import ssh
from lab.services.compute import KEEP_TAPS_UP, KEEPER
from lab.services.files import NETWORK, RELEASE, SHAPE, NodeFile, tls_file, write_files
from lab.services.rendering import Renderer

HOME = "/var/lib/deployer"
"""Of the user as whom the deployer, and so the suite, logs in."""

UNITS = "/etc/systemd/system"
FIRST_PROGRAM = "/usr/local/sbin/lab-systemd"

_SYSTEMD = Path(__file__).parent / "systemd.sh"
USER_ID = 1100
_KEEPER_UNIT = f"""[Unit]
Description=Keeps tap devices up

[Service]
ExecStart={KEEPER}
Restart=always
"""

_SSHD, _KEEPS_TAPS_UP = "ssh.service", "lab-keep-taps-up.service"


def write_host(
    node: Node,
    renderer: Renderer,
    *,
    deployer: str,
    started: Iterable[str],
    files: Iterable[NodeFile],
    ssh_key: Path,
) -> None:
    """Write what such a host has, before it starts.

    :param deployer: the user as whom the deployer, and so the suite, logs in; may become root
    :param started: units of Debian's packages that start by themselves
    :param files: further files
    :param ssh_key: the operator's private key
    """
    for directory in (f"{UNITS}/multi-user.target.wants", f"{UNITS}/sockets.target.wants", "/usr/local/bin"):
        node.hide(directory)
    for unit in started:
        (node.file(f"{UNITS}/multi-user.target.wants") / unit).symlink_to(f"/lib/systemd/system/{unit}")
    own = (
        # systemd sets the host's name by it
        NodeFile("/etc/hostname", f"{node.name}\n"),
        NodeFile(RELEASE, f"{renderer.release}\n"),
        NodeFile(SHAPE, f"{renderer.shape}\n"),
        NodeFile(NETWORK, f"{renderer.network}\n"),
        tls_file(renderer.tls),
        NodeFile(f"{UNITS}/{_KEEPS_TAPS_UP}", _KEEPER_UNIT),
        # their own copies: a node does not see a checkout below /tmp
        NodeFile(KEEPER, KEEP_TAPS_UP.read_text(), 0o755),
        NodeFile(FIRST_PROGRAM, _SYSTEMD.read_text(), 0o755),
    )
    write_files(node, (*own, *files))
    ssh.write_files(node, renderer, ssh_key)
    _write_deployer(node, deployer, ssh_key)
    for directory in ("/run/netns", "/run/lock"):
        node.file(directory).mkdir(parents=True, exist_ok=True)


def own_units(node: Node) -> dict[str, str]:
    """The units of programs of the host itself, by the lab's names for these: a control plane has no guests."""
    return {"sshd": _SSHD} | ({} if node.name == CONTROL else {"keep-taps-up": _KEEPS_TAPS_UP})


def start(node: Node, *words: Path) -> None:
    """Start systemd on a host whose files are written. :param words: further ones of systemd.sh"""
    node.start(["/bin/sh", FIRST_PROGRAM, *words], on_guest_network=node.name != CONTROL, in_cgroups=True)


def add_users(node: Node, users: Iterable[tuple[str, int, str]], groups: Iterable[str] = ()) -> None:
    """Give a host users beyond those of this machine, before it starts; each has a group of its name.

    :param users: name, number and home of each
    :param groups: those of this machine of which all of them are
    """
    lines = list(users)
    names = [name for name, _, _ in lines]
    _extend(node, "passwd", "".join(f"{name}:x:{number}:{number}::{home}:/bin/bash\n" for name, number, home in lines))
    _extend(node, "group", "".join(f"{name}:x:{number}:\n" for name, number, _ in lines))
    _extend(node, "shadow", "".join(f"{name}:*:19000:0:99999:7:::\n" for name in names))
    known = node.file("/etc/group").read_text().splitlines()
    for position, line in enumerate(known):
        if line.partition(":")[0] in groups:
            known[position] = line + ("," if not line.endswith(":") else "") + ",".join(names)
    node.write("/etc/group", "".join(f"{line}\n" for line in known))


def _extend(node: Node, name: str, lines: str) -> None:
    """A file of users below /etc: as this machine has it, and further lines."""
    machine = Path("/etc", name)
    written = node.file(f"/etc/{name}")
    text = written.read_text() if written.exists() else machine.read_text()
    node.write(f"/etc/{name}", text + lines, mode=machine.stat().st_mode & 0o777)


def _write_deployer(node: Node, name: str, key: Path) -> None:
    """A user who is not root: `sudo` in a profile is to mean something."""
    add_users(node, [(name, USER_ID, HOME)])
    node.write(f"/etc/sudoers.d/{name}", f"{name} ALL=(ALL) NOPASSWD: ALL\n", mode=0o440)
    node.write("/etc/ssh/operators", key.with_suffix(".pub").read_text())
    home = node.file(HOME)
    home.mkdir(parents=True, exist_ok=True)
    os.chown(home, USER_ID, USER_ID)
