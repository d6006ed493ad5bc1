"""Services are units, configured and run as by Debian's packages; the profile of these finds all of them."""

from pathlib import Path

import pytest

from conformance.config.profile import load_profile
from conformance.inventory.inventory import read_inventory
from lab.access.files import profile_of, write_access_files
from lab.layout import CONTROL, Layout, Shape
from lab.packaged import compute, control
from lab.packaged.unit import SERVICE_USERS, ServiceUnit
from lab.services.rendering import Renderer

SECRETS = {name: name for name in ("admin", "database", "messages", "service")}
NODES = {CONTROL: "198.18.0.2", "compute-01": "198.18.0.101", "compute-02": "198.18.0.102"}


@pytest.fixture
def renderer(tmp_path: Path) -> Renderer:
    layout = Layout(tmp_path)
    layout.access.mkdir()
    for name in ("id_ed25519", "id_ed25519.pub", "known_hosts"):
        (layout.access / name).write_text(f"{name}\n")
    return Renderer(layout, tmp_path / "environment", SECRETS, shape=Shape.PACKAGED_DEBIAN)


@pytest.fixture
def units(renderer: Renderer) -> dict[str, ServiceUnit]:
    key = renderer.layout.access / "id_ed25519"
    return {unit.program: unit for unit in (*compute.units(renderer, "compute-01", key), *control.units(renderer))}


def written(unit: ServiceUnit) -> dict[str, str]:
    return {file.path: file.text for file in unit.written()}


def test_the_profile_of_the_packages_finds_every_service_and_its_configuration(renderer: Renderer, units: dict[str, ServiceUnit]) -> None:
    write_access_files(renderer, NODES, renderer.layout.access / "id_ed25519")
    profile = load_profile(profile_of(renderer.layout))
    services = [service for service in profile.services.values() if not service.optional]
    assert {service.name for service in services} <= {unit.name for unit in units.values()}
    there = {path for unit in units.values() for path in written(unit)}
    assert {path for service in services for path in service.config} <= there


def test_the_suite_logs_in_as_a_user_who_becomes_root(renderer: Renderer) -> None:
    write_access_files(renderer, NODES, renderer.layout.access / "id_ed25519")
    inventory = renderer.layout.access / "inventory.ini"
    assert {"ansible_user=debian", "ansible_become=true"} <= set(inventory.read_text().splitlines())
    assert set(read_inventory(inventory, "compute").hosts) == {"compute-01", "compute-02"}
    assert "User root" not in (renderer.layout.access / "ssh_config").read_text()


def test_a_unit_runs_as_its_service_and_is_started_again_when_it_fails(units: dict[str, ServiceUnit]) -> None:
    unit = written(units["nova-compute"])["/etc/systemd/system/nova-compute.service"].splitlines()
    assert {"User=nova", "Group=nova", "Restart=on-failure", "TimeoutStopSec=90", "SyslogIdentifier=nova-compute"} <= set(unit)
    command = next(line for line in unit if line.startswith("ExecStart="))
    assert command.endswith("/bin/nova-compute --config-file /etc/nova/nova.conf --config-file /etc/nova/nova-compute.conf")


def test_services_write_no_log_files(units: dict[str, ServiceUnit]) -> None:
    text = "".join(text for unit in units.values() for text in written(unit).values())
    assert "/var/log" not in text
    assert "\nlog_file" not in text
    assert "StandardOutput" not in text


def test_libvirt_and_ssh_are_as_debian_has_them(units: dict[str, ServiceUnit]) -> None:
    assert not [path for path in written(units["libvirtd"]) if path.endswith(".service")]
    assert written(units["libvirtd"])["/etc/default/libvirtd"] == 'LIBVIRTD_ARGS="--listen"\n'


def test_helpers_become_root_where_services_are_not(units: dict[str, ServiceUnit], renderer: Renderer) -> None:
    nova = written(units["nova-compute"])["/etc/nova/nova.conf"]
    agent = written(units["neutron-openvswitch-agent"])
    helper = f"helper_command = sudo {renderer.environment}/bin/privsep-helper"
    assert helper in nova
    assert helper in agent["/etc/neutron/neutron.conf"]
    assert "root_helper = sudo\n" in agent["/etc/neutron/plugins/ml2/openvswitch_agent.ini"]
    assert "bridge_mappings" not in agent["/etc/neutron/neutron.conf"]


def test_a_setting_of_the_environment_may_have_blanks(units: dict[str, ServiceUnit]) -> None:
    unit = written(units["rabbitmq"])["/etc/systemd/system/rabbitmq-server.service"]
    assert 'Environment="RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none"\n' in unit


def test_the_users_of_services_have_a_number_each(units: dict[str, ServiceUnit]) -> None:
    assert len(set(SERVICE_USERS.values())) == len(SERVICE_USERS)
    assert {unit.user for unit in units.values()} - set(SERVICE_USERS) == {"root", "mysql", "memcache"}
