"""A compute host: its files, its programs, and what is set up in it before the agents start."""

import uuid
from pathlib import Path

from lab.layout import NetworkBackend
from lab.nodes.node import Node
from lab.nodes.supervision import CONFIGURATION, Program, configuration
from lab.services import certificates, ovn, ssh
from lab.services.commands import offer_commands
from lab.services.files import NETWORK, RELEASE, STORAGE, NodeFile, debian_file, tls_file
from lab.services.files import write_files as write_node_files
from lab.services.nova_programs import GRACEFUL_SHUTDOWN, threading
from lab.services.rendering import Renderer
from lab.storage import clients

HYPERVISOR = ("keep-taps-up", "sshd", "virtlogd", "libvirtd")
SWITCH_DATABASE = "/var/lib/openvswitch/lab.db"
"""Not conf.db: a node would see the machine's own."""

NOVA_COMPUTE = "nova-compute"
L2_AGENT = "neutron-openvswitch-agent"

KEEP_TAPS_UP = Path(__file__).parent / "keep_taps_up.sh"
KEEPER = "/usr/local/sbin/keep-taps-up"

_SOCKET = "unix:/run/openvswitch/db.sock"


def agents(renderer: Renderer) -> tuple[str, ...]:
    """The programs that report to the control plane, by name."""
    return (NOVA_COMPUTE, *(ovn.AGENTS if renderer.network is NetworkBackend.OVN else (L2_AGENT,)))


def programs(renderer: Renderer) -> tuple[Program, ...]:
    """Every program of a compute host."""
    return (
        Program(
            "ovsdb-server",
            f"/usr/sbin/ovsdb-server {SWITCH_DATABASE} --remote=punix:/run/openvswitch/db.sock --remote=ptcp:6640:127.0.0.1"
            " --pidfile=/run/openvswitch/ovsdb-server.pid",
            "/var/log/openvswitch/ovsdb-server.log",
        ),
        Program(
            "ovs-vswitchd",
            f"/usr/sbin/ovs-vswitchd {_SOCKET} --pidfile=/run/openvswitch/ovs-vswitchd.pid",
            "/var/log/openvswitch/ovs-vswitchd.log",
        ),
        Program("keep-taps-up", KEEPER, "/var/log/openvswitch/keep-taps-up.log"),
        ssh.PROGRAM,
        Program("virtlogd", "/usr/sbin/virtlogd", "/var/log/libvirt/virtlogd.log"),
        Program("libvirtd", "/usr/sbin/libvirtd --listen", "/var/log/libvirt/libvirtd.log"),
        nova_compute(renderer),
        *(ovn.host_programs(renderer) if renderer.network is NetworkBackend.OVN else (_openvswitch_agent(renderer),)),
    )


def _openvswitch_agent(renderer: Renderer) -> Program:
    command = f"{renderer.environment}/bin/{L2_AGENT} --config-file /etc/neutron/neutron.conf"
    return Program(L2_AGENT, command, f"/var/log/neutron/{L2_AGENT}.log")


def nova_compute(renderer: Renderer) -> Program:
    """Nova's agent on a compute host."""
    binary = str(renderer.environment / "bin" / "nova-compute")
    log = "/var/log/nova/nova-compute.log"
    return Program(NOVA_COMPUTE, binary, log, threading(renderer.release), stop_seconds=GRACEFUL_SHUTDOWN)


def files(renderer: Renderer, name: str) -> tuple[NodeFile, ...]:
    """Every file of the compute host of that name that follows from the release of its services."""
    return (
        NodeFile(RELEASE, f"{renderer.release}\n"),
        NodeFile(NETWORK, f"{renderer.network}\n"),
        NodeFile(STORAGE, f"{renderer.storage}\n"),
        tls_file(renderer.tls),
        debian_file(renderer.root),
        NodeFile(CONFIGURATION, configuration(programs(renderer))),
        NodeFile("/etc/nova/nova.conf", renderer.render("nova.conf", name, compute_driver="libvirt.LibvirtDriver"), 0o600),
        NodeFile("/etc/neutron/neutron.conf", renderer.render("neutron.conf", name), 0o600),
        *(clients.host_files(renderer, name) if renderer.storage.has_volumes else ()),
        *(
            [NodeFile(ovn.METADATA_CONFIGURATION, renderer.render("neutron_ovn_metadata_agent.ini", name), 0o600)]
            if renderer.network is NetworkBackend.OVN
            else []
        ),
    )


def write_files(node: Node, renderer: Renderer, *, ssh_key: Path, peers: dict[str, str]) -> None:
    """Write every file of a compute host.

    :param ssh_key: the private key with which the operator, and the other compute hosts' nova-compute, log in
    :param peers: the address of every node, by name
    """
    write_node_files(node, files(renderer, node.name))
    # its own copy: a node does not see a checkout below /tmp
    node.write(KEEPER, KEEP_TAPS_UP.read_text(), mode=0o755)
    offer_commands(node, renderer.environment)
    host_uuid = uuid.uuid5(uuid.NAMESPACE_DNS, f"{node.name}.lab")
    for template in ("libvirtd.conf", "qemu.conf"):
        node.write(f"/etc/libvirt/{template}", renderer.render(template, node.name, host_uuid=host_uuid), mode=0o600)
    write_access(node, renderer, ssh_key=ssh_key, peers=peers)
    if renderer.tls:
        certificates.write_of_hypervisor(node)
    for directory in (
        *(f"/var/log/{service}" for service in ("openvswitch", "libvirt", "nova", "neutron", "supervisor")),
        *("/var/lib/nova/instances", "/var/lib/neutron", "/var/lib/openvswitch"),
        *("/run/openvswitch", "/run/nova", "/run/neutron", "/run/libvirt", "/run/lock"),
        *(ovn.DIRECTORIES if renderer.network is NetworkBackend.OVN else ()),
    ):
        node.file(directory).mkdir(parents=True, exist_ok=True)


def write_access(node: Node, renderer: Renderer, *, ssh_key: Path, peers: dict[str, str]) -> None:
    """Write what a compute host knows its peers by, and logs in to them with."""
    write_hosts(node, peers)
    if renderer.tls:
        certificates.write_trusted(node)
    ssh.write_files(node, renderer, ssh_key)
    node.write("/root/.ssh/id_ed25519", ssh_key.read_text(), mode=0o600)
    node.write("/root/.ssh/known_hosts", (ssh_key.parent / "known_hosts").read_text())


def write_hosts(node: Node, peers: dict[str, str]) -> None:
    """Write which names a node knows. :param peers: the address of every node, by name"""
    hosts = {"localhost": "127.0.0.1", **peers}
    node.write("/etc/hosts", "".join(f"{address}\t{name}\n" for name, address in hosts.items()))


def prepare_switch(node: Node) -> None:
    """Make the Open vSwitch database, before its server starts."""
    database = node.file(SWITCH_DATABASE)
    if not database.exists():
        node.run(["ovsdb-tool", "create", SWITCH_DATABASE, "/usr/share/openvswitch/vswitch.ovsschema"])


def raise_provider_bridge(node: Node) -> None:
    """Tie the provider network to a bridge of the running Open vSwitch, as its operator would before the agent starts."""
    control = ["ovs-vsctl", f"--db={_SOCKET}", "--may-exist"]
    node.run([*control, "add-br", "br-provider", "--", "set", "bridge", "br-provider", "datapath_type=netdev"])
    node.run([*control, "add-port", "br-provider", "guests0"])


def drop_machine_networks(node: Node) -> None:
    """Keep libvirt from starting the networks that packages brought: a compute host has none of them."""
    node.hide("/etc/libvirt/qemu/networks")
