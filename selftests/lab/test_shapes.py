"""The lab's shapes: what is written for each, and which profile and inventory lead to it."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from conformance.config.profile import load_profile
from conformance.config.profile_model import ServiceKind
from conformance.inventory.inventory import read_inventory
from lab.access.files import profile_of, write_access_files
from lab.kolla import compute, control
from lab.layout import CONTROL, KOLLA_SHAPES, Layout, Shape
from lab.services.rendering import Renderer

SECRETS = {name: name for name in ("admin", "database", "messages", "service")}
NODES = {CONTROL: "198.18.0.2", "compute-01": "198.18.0.101", "compute-02": "198.18.0.102"}


@pytest.fixture
def renderer(tmp_path: Path) -> Renderer:
    layout = Layout(tmp_path)
    (layout.access / "host_keys").mkdir(parents=True)
    for name in ("id_ed25519", "id_ed25519.pub", "host_keys/compute-01"):
        (layout.access / name).write_text(f"{name}\n")
    return Renderer(layout, tmp_path / "environment", SECRETS, shape=Shape.KOLLA)


@pytest.mark.parametrize(("shape", "kind"), [(Shape.KOLLA, ServiceKind.DOCKER), (Shape.KOLLA_PODMAN, ServiceKind.PODMAN)])
def test_the_profile_of_kolla_finds_every_service_under_its_name(renderer: Renderer, shape: Shape, kind: ServiceKind) -> None:
    renderer = replace(renderer, shape=shape)
    write_access_files(renderer, NODES, renderer.layout.access / "id_ed25519")
    profile = load_profile(profile_of(renderer.layout))
    there = {container.name for container in compute.containers(renderer, "compute-01", renderer.layout.access / "id_ed25519")}
    there |= {container.name for container in control.containers(renderer)}
    required = {service.name for service in profile.services.values() if not service.optional}
    assert required <= there
    assert profile.service("nova_compute").kind is kind
    assert profile.guest.image == "lab-guest"


@pytest.mark.parametrize("shape", sorted(KOLLA_SHAPES))
def test_its_inventory_is_like_the_deployers(renderer: Renderer, shape: Shape) -> None:
    renderer = replace(renderer, shape=shape)
    write_access_files(renderer, NODES, renderer.layout.access / "id_ed25519")
    text = (renderer.layout.access / "inventory.ini").read_text()
    assert "[nova-conductor:children]" in text
    inventory = read_inventory(renderer.layout.access / "inventory.ini", "compute")
    assert set(inventory.hosts) == {"compute-01", "compute-02"}


def test_a_lab_of_programs_has_the_profile_of_the_repository(renderer: Renderer, tmp_path: Path) -> None:
    write_access_files(renderer, NODES, renderer.layout.access / "id_ed25519")
    plain = Renderer(renderer.layout, renderer.environment, SECRETS)
    write_access_files(plain, NODES, renderer.layout.access / "id_ed25519")
    assert profile_of(renderer.layout) == "lab"
    assert yaml.safe_load((Path("profiles") / "lab.yaml").read_text())["services"]["nova_compute"]["kind"] == "supervisor"


def test_both_engines_are_given_the_same_configuration(renderer: Renderer) -> None:
    key = renderer.layout.access / "id_ed25519"
    docker, podman = (
        {(container.program, file.path): file.text for container in compute.containers(one, "compute-01", key) for file in container.files}
        for one in (renderer, replace(renderer, shape=Shape.KOLLA_PODMAN))
    )
    assert docker == podman


def test_options_of_the_agent_stand_in_its_own_file_where_kolla_has_them(renderer: Renderer) -> None:
    files = {
        (container.program, file.path): file.text
        for container in compute.containers(renderer, "compute-01", renderer.layout.access / "id_ed25519")
        for file in container.files
    }
    agent = files["neutron-openvswitch-agent", "/etc/neutron/plugins/ml2/openvswitch_agent.ini"]
    assert "bridge_mappings = provider:br-provider" in agent
    assert "bridge_mappings" not in files["neutron-openvswitch-agent", "/etc/neutron/neutron.conf"]
    assert "log_file = /var/log/kolla/nova/nova-compute.log" in files["nova-compute", "/etc/nova/nova.conf"]
