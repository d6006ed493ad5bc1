"""Hosts whose first process is systemd have users beyond those of this machine."""

from pathlib import Path

from lab.layout import CONTROL, Layout
from lab.nodes.node import Node
from lab.systemd.host import add_users, own_units


def test_users_are_added_to_those_of_the_machine_once_each(tmp_path: Path) -> None:
    node = Node("compute-01", Layout(tmp_path))
    add_users(node, [("first", 64001, "/var/lib/first")])
    add_users(node, [("second", 64002, "/var/lib/second")], ["daemon", "bin"])
    passwd = node.file("/etc/passwd").read_text()
    assert passwd.startswith(Path("/etc/passwd").read_text())
    assert passwd.endswith("first:x:64001:64001::/var/lib/first:/bin/bash\nsecond:x:64002:64002::/var/lib/second:/bin/bash\n")
    # an account with a password of `!` is one that sshd locks out
    assert node.file("/etc/shadow").read_text().endswith("second:*:19000:0:99999:7:::\n")
    groups = {line.split(":")[0]: line.split(":")[3] for line in node.file("/etc/group").read_text().splitlines()}
    assert groups["first"] == groups["second"] == ""
    assert groups["daemon"].split(",")[-1] == groups["bin"].split(",")[-1] == "second"


def test_a_control_plane_has_no_taps_to_keep_up(tmp_path: Path) -> None:
    assert set(own_units(Node(CONTROL, Layout(tmp_path)))) == {"sshd"}
    assert set(own_units(Node("compute-01", Layout(tmp_path)))) == {"sshd", "keep-taps-up"}
