"""What the lab's services are given."""

import stat
from configparser import RawConfigParser
from pathlib import Path

import pytest

from lab.access.keys import ensure_keys
from lab.layout import CONTROL, MAX_HOSTS, Layout, compute_name
from lab.nodes.node import Node
from lab.nodes.supervision import CONFIGURATION, Program, configuration
from lab.services import compute, control
from lab.services.rendering import Renderer, load_secrets


@pytest.fixture
def renderer(tmp_path: Path) -> Renderer:
    layout = Layout(tmp_path / "home")
    return Renderer(layout, tmp_path / "environment", load_secrets(layout))


def test_every_node_has_an_address_of_its_own() -> None:
    layout = Layout(Path("/srv/lab"))
    names = [CONTROL, *(compute_name(number) for number in range(1, MAX_HOSTS + 1))]
    assert len({layout.address(name) for name in names} | {layout.gateway}) == len(names) + 1


def test_passwords_are_made_once_and_are_their_owners_alone(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    first = load_secrets(layout)
    assert load_secrets(layout) == first
    assert len(set(first.values())) == len(first)
    assert stat.S_IMODE(layout.secrets.stat().st_mode) == 0o600


def test_files_with_passwords_in_them_are_their_owners_alone(renderer: Renderer) -> None:
    node = Node(CONTROL, renderer.layout)
    control.write_files(node, renderer, ssh_key=ensure_keys(renderer.layout, {CONTROL: str(renderer.layout.address(CONTROL))}))
    with_secrets = [
        path
        for path in (node.tree / "upper").rglob("*")
        if path.is_file() and any(secret in path.read_text() for secret in renderer.secrets.values())
    ]
    assert with_secrets
    assert [path for path in with_secrets if stat.S_IMODE(path.stat().st_mode) != 0o600] == []


def test_every_program_of_every_node_is_under_supervision(renderer: Renderer) -> None:
    for programs in (control.programs(renderer), compute.programs(renderer)):
        parser = RawConfigParser()
        parser.read_string(configuration(programs))
        assert {f"program:{program.name}" for program in programs} == {name for name in parser.sections() if name.startswith("program:")}


def test_what_up_starts_is_what_there_is(renderer: Renderer) -> None:
    started = {*control.BACKENDS, *(api.name for api in control.APIS), *control.WORKERS}
    assert started == {program.name for program in control.programs(renderer)}
    started = {"ovsdb-server", "ovs-vswitchd", *compute.HYPERVISOR, *compute.AGENTS}
    assert started == {program.name for program in compute.programs(renderer)}


def test_a_programs_environment_reaches_supervisord_whole() -> None:
    parser = RawConfigParser()
    parser.read_string(configuration([Program("p", "/bin/p", "/var/log/p.log", {"A": "one two", "B": "+S 2:2"})]))
    assert parser["program:p"]["environment"] == 'A="one two",B="+S 2:2"'
    assert parser["program:p"]["autostart"] == "false"
    assert CONFIGURATION.startswith("/etc/")
