"""Options and their types come from the services' own definitions."""

import json
from pathlib import Path

import pytest

from lab.errors import LabError
from lab.fuzz.definitions import Option, built_in_options, commented_options, keep_options, options_in, options_of
from lab.fuzz.kinds.option import drawable
from lab.fuzz.kinds.values import wrong_values
from lab.layout import Layout
from lab.nodes.node import Node

COMMENTED = """
# The port.
#tcp_port = "16509"
#max_clients = 5000
#namespaces = [ "mount" ]
#cgroup_device_acl = [
#    "/dev/null",
#tcp_port = "1"
listen_tls = 0
#  an example = 3 of prose
"""


def test_commented_defaults_are_options() -> None:
    found = [(one.name, one.type, one.default) for one in commented_options("libvirtd.conf", COMMENTED)]
    assert found == [("tcp_port", "string", "16509"), ("max_clients", "integer", "5000"), ("namespaces", "list", '[ "mount" ]')]


def test_a_few_options_of_every_file_are_built_in() -> None:
    assert {one.file for one in drawable(built_in_options())} == {"nova.conf", "neutron.conf", "libvirtd.conf", "qemu.conf"}
    assert len(drawable(built_in_options())) == len(built_in_options())


def test_options_are_kept_and_read_again(tmp_path: Path) -> None:
    keep_options(built_in_options(), tmp_path / "options.json")
    assert options_in(tmp_path / "options.json") == built_in_options()


def test_a_file_that_is_no_list_of_options_is_told(tmp_path: Path) -> None:
    (tmp_path / "options.json").write_text('[{"name": "a"}]')
    with pytest.raises(LabError, match="no list of options"):
        options_in(tmp_path / "options.json")
    with pytest.raises(LabError, match="No such file"):
        options_in(tmp_path / "none.json")


def test_a_node_is_asked_in_the_environment_of_its_services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def run(_node: Node, command: list[str]) -> str:
        asked.append(command)
        if command[0] == "sh":
            return "/opt/services\n/opt/services\n"
        return json.dumps([{"file": "nova.conf", "group": "libvirt", "name": "cpu_mode", "type": "string", "choices": ["none"]}])

    monkeypatch.setattr(Node, "run", run)
    monkeypatch.setattr("lab.fuzz.definitions.PACKAGED", {})
    (one,) = options_of(Node("compute-01", Layout(tmp_path)))
    assert (one.name, one.choices) == ("cpu_mode", ("none",))
    assert asked[1][:3] == ["/opt/services/bin/python", "-B", "-c"]


@pytest.mark.parametrize(
    ("option", "values"),
    [
        (Option(file="nova.conf", name="a", type="boolean", default="True"), ("False",)),
        (Option(file="nova.conf", name="a", type="string", choices=("x", "y"), default="x"), ("no-such-choice", "y")),
        (Option(file="nova.conf", name="a", type="integer", min=1, max=9, default="0"), ("-1", "2147483647", "many", "10")),
        (Option(file="nova.conf", name="state_path", type="string"), ("/var/lib/no-such-directory/state_path", "/proc/version")),
        (Option(file="nova.conf", name="my_ip", type="string"), ("198.18.0.250", "no-such-host.invalid", "127.0.0.1")),
        (Option(file="nova.conf", group="vnc", name="enabled", type="boolean", default="True"), ("True",)),
    ],
)
def test_wrong_values_are_of_the_type_and_not_what_is_set(option: Option, values: tuple[str, ...]) -> None:
    assert wrong_values(option) == values
