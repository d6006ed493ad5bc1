"""The lab with OVN: what its services are given, in both shapes, and what leads the suite to it."""

from configparser import ConfigParser
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.config.profile import load_profile
from conformance.config.profile_model import LogicalService
from lab.access.files import profile_of, write_access_files
from lab.access.keys import ensure_keys
from lab.errors import LabError
from lab.faults.fault import NamedFault
from lab.faults.injection import inject
from lab.faults.registry import faults
from lab.kolla import compute as kolla_compute
from lab.kolla import control as kolla_control
from lab.layout import CONTROL, Layout, NetworkBackend, Shape
from lab.nodes.node import Node
from lab.services import compute, control, ovn
from lab.services.files import network_of, write_files
from lab.services.rendering import Renderer, load_secrets

HOST = "compute-01"


@pytest.fixture
def renderer(tmp_path: Path) -> Renderer:
    layout = Layout(tmp_path / "home")
    return Renderer(layout, tmp_path / "environment", load_secrets(layout), network=NetworkBackend.OVN)


def options(text: str) -> ConfigParser:
    """A configuration file, each of whose options stands in it once."""
    parser = ConfigParser(interpolation=None, strict=True)
    parser.read_string(text)
    return parser


def test_what_up_starts_is_what_there_is(renderer: Renderer) -> None:
    started = {*control.backends(renderer), *(api.name for api in control.apis(renderer)), *control.workers(renderer)}
    assert started == {program.name for program in control.programs(renderer)}
    started = {"ovsdb-server", "ovs-vswitchd", *compute.HYPERVISOR, *compute.agents(renderer)}
    assert started == {program.name for program in compute.programs(renderer)}
    assert {"ovn-controller", "neutron-ovn-metadata-agent"} <= started
    assert "neutron-openvswitch-agent" not in started


def test_containers_are_those_of_the_other_shape_by_program(renderer: Renderer) -> None:
    renderer = replace(renderer, shape=Shape.KOLLA)
    key = ensure_keys(renderer.layout, {HOST: str(renderer.layout.address(HOST))})
    on_host = {container.program: container for container in kolla_compute.containers(renderer, HOST, key)}
    assert {*compute.agents(renderer), "ovsdb-server", "ovs-vswitchd"} <= set(on_host)
    assert on_host["ovn-controller"].name == "ovn_controller"
    on_control = {container.program for container in kolla_control.containers(renderer)}
    programs = {*control.backends(renderer), *(api.name for api in control.apis(renderer)), *control.workers(renderer)}
    assert on_control == programs - {"sshd"}


def test_neutron_and_its_agents_meet_at_the_same_databases(renderer: Renderer) -> None:
    server = options(renderer.render("neutron.conf", CONTROL))
    agent = options(renderer.render("neutron_ovn_metadata_agent.ini", HOST))
    assert server["ml2"]["mechanism_drivers"] == "ovn"
    assert server["ovn"]["ovn_sb_connection"] == agent["ovn"]["ovn_sb_connection"] == ovn.remote("sb", renderer)
    assert server["ovn"]["ovn_nb_connection"] == ovn.remote("nb", renderer)
    assert ovn.settings(renderer, HOST)["ovn-remote"] == ovn.remote("sb", renderer)
    assert "ovs" not in server


def test_novas_metadata_api_and_the_agents_share_a_secret(renderer: Renderer) -> None:
    nova = options(renderer.render("nova.conf", CONTROL))["neutron"]
    agent = options(renderer.render("neutron_ovn_metadata_agent.ini", HOST))["DEFAULT"]
    assert nova["service_metadata_proxy"] == "true"
    assert nova["metadata_proxy_shared_secret"] == agent["metadata_proxy_shared_secret"]
    assert agent["nova_metadata_port"] == str(ovn.METADATA.port)
    assert agent["metadata_proxy_shared_secret"] not in renderer.secrets.values()


def test_open_vswitch_agents_stay_the_default(renderer: Renderer) -> None:
    usual = replace(renderer, network=NetworkBackend.OPENVSWITCH)
    assert Renderer(renderer.layout, Path(), {}).network is NetworkBackend.OPENVSWITCH
    server = options(usual.render("neutron.conf", HOST))
    assert server["ml2"]["mechanism_drivers"] == "openvswitch"
    assert server["DEFAULT"]["service_plugins"] == ""
    assert "ovn" not in server
    assert "service_metadata_proxy" not in options(usual.render("nova.conf", HOST))["neutron"]
    assert not {program.name for program in control.programs(usual)} & {*ovn.DATABASES, ovn.NORTHD, *ovn.SERVERS, ovn.METADATA.name}


def test_hosts_wait_for_a_migrating_port_as_nova_does_by_default(renderer: Renderer) -> None:
    """OVN wires it before the guest arrives; Open vSwitch's userspace datapath with Neutron's own agents does not."""
    option = "live_migration_wait_for_vif_plug"
    assert option not in renderer.render("nova.conf", HOST)
    assert options(replace(renderer, network=NetworkBackend.OPENVSWITCH).render("nova.conf", HOST))["compute"][option] == "false"


def test_a_node_says_what_plugs_its_ports(renderer: Renderer) -> None:
    node = Node(HOST, renderer.layout)
    assert network_of(node) is NetworkBackend.OPENVSWITCH
    write_files(node, compute.files(renderer, HOST))
    assert network_of(node) is NetworkBackend.OVN


@pytest.mark.parametrize("shape", [Shape.SUPERVISOR, Shape.KOLLA])
def test_the_profile_that_is_written_knows_ovn(renderer: Renderer, shape: Shape) -> None:
    renderer = replace(renderer, shape=shape)
    nodes = {CONTROL: "198.18.0.2", HOST: "198.18.0.101"}
    write_access_files(renderer, nodes, ensure_keys(renderer.layout, nodes))
    services = load_profile(profile_of(renderer.layout)).services
    agents = {candidate.name: candidate for candidate in services[LogicalService.L2_AGENT].candidates}
    found = agents["ovn-controller" if shape is Shape.SUPERVISOR else "ovn_controller"]
    assert (found.log or "").endswith("/ovn-controller.log")
    assert found.config == ()
    assert {"metadata_agent", "nova_metadata", "ovn_northd", "ovn_nb_db", "ovn_sb_db"} <= set(services)
    if shape is Shape.SUPERVISOR:
        names = {program.name for program in (*control.programs(renderer), *compute.programs(renderer))}
        assert {service.name for service in services.values() if not service.optional} <= names


def test_a_lab_without_ovn_has_no_profile_of_a_site(renderer: Renderer) -> None:
    nodes = {CONTROL: "198.18.0.2", HOST: "198.18.0.101"}
    key = ensure_keys(renderer.layout, nodes)
    write_access_files(renderer, nodes, key)
    write_access_files(replace(renderer, network=NetworkBackend.OPENVSWITCH), nodes, key)
    assert profile_of(renderer.layout) == "lab"


OF_OVN = [named for named in faults() if named.fault.networks == {NetworkBackend.OVN}]


def test_ovn_has_faults_of_its_own() -> None:
    assert len(OF_OVN) >= 7


@pytest.mark.parametrize("named", OF_OVN, ids=lambda named: named.name)
def test_a_fault_of_ovn_is_refused_where_there_is_none(renderer: Renderer, named: NamedFault) -> None:
    node = Node(CONTROL if named.fault.place == "control" else HOST, renderer.layout)
    node.tree.mkdir(parents=True)
    with pytest.raises(LabError, match="--network ovn, only"):
        inject(named, node)
