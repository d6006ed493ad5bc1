"""What the lab's services are given."""

import socket
import stat
import subprocess
from collections.abc import Callable
from configparser import RawConfigParser
from pathlib import Path

import pytest

from lab.access.keys import ensure_keys
from lab.layout import CONTROL, MAX_HOSTS, Layout, compute_name
from lab.nodes.node import Node
from lab.nodes.supervision import CONFIGURATION, Program, configuration
from lab.services import compute, control, fake_hosts
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
    for programs in (control.programs(renderer), compute.programs(renderer), fake_hosts.programs(renderer)):
        parser = RawConfigParser()
        parser.read_string(configuration(programs))
        assert {f"program:{program.name}" for program in programs} == {name for name in parser.sections() if name.startswith("program:")}


def test_what_up_starts_is_what_there_is(renderer: Renderer) -> None:
    started = {*control.backends(renderer), *(api.name for api in control.apis(renderer)), *control.workers(renderer)}
    assert started == {program.name for program in control.programs(renderer)}
    started = {"ovsdb-server", "ovs-vswitchd", *compute.HYPERVISOR, *compute.agents(renderer)}
    assert started == {program.name for program in compute.programs(renderer)}
    assert {"sshd", *compute.agents(renderer)} == {program.name for program in fake_hosts.programs(renderer)}


def test_a_programs_environment_reaches_supervisord_whole() -> None:
    parser = RawConfigParser()
    parser.read_string(configuration([Program("p", "/bin/p", "/var/log/p.log", {"A": "one two", "B": "+S 2:2"})]))
    assert parser["program:p"]["environment"] == 'A="one two",B="+S 2:2"'
    assert parser["program:p"]["autostart"] == "false"
    assert CONFIGURATION.startswith("/etc/")


def test_a_fake_host_differs_from_a_real_one_in_its_driver(renderer: Renderer) -> None:
    address = {"compute-01": str(renderer.layout.address("compute-01"))}
    key = ensure_keys(renderer.layout, address)
    written: dict[str, list[str]] = {}
    for kind in (compute, fake_hosts):
        node = Node("compute-01", renderer.layout)
        kind.write_files(node, renderer, ssh_key=key, peers=address)
        written[kind.__name__] = node.file("/etc/nova/nova.conf").read_text().splitlines()
    real, other = written.values()
    assert set(other) - set(real) == {"compute_driver = fake.FakeDriver"}
    assert set(real) - set(other) == {"compute_driver = libvirt.LibvirtDriver"}


@pytest.fixture
def virsh(tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """The stand-in for virsh, on a machine whose database client prints the statement."""
    client = tmp_path / "mariadb"
    client.write_text('#!/bin/sh\necho "$4"\n')
    client.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    script = Path(fake_hosts.__file__).parent / "stand_ins" / "virsh.sh"
    return lambda words: subprocess.run(
        ["/bin/sh", script, "--connect", "qemu:///system", *words.split()], env=environment, capture_output=True, text=True, check=False
    )


def test_a_fake_host_has_the_domains_that_nova_has_there(virsh: Callable[[str], subprocess.CompletedProcess[str]]) -> None:
    every = virsh("list --uuid --all").stdout
    assert f"host = '{socket.gethostname()}'" in every
    assert "power_state" not in every
    assert virsh("list --uuid --state-running").stdout.strip() == f"{every.strip()} AND power_state = 1"


def test_a_fake_host_says_that_it_has_no_libvirt(virsh: Callable[[str], subprocess.CompletedProcess[str]]) -> None:
    version = virsh("version")
    assert version.returncode == 1
    assert "no libvirt" in version.stderr
