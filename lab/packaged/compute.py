"""The units of a compute host."""

import uuid
from pathlib import Path

from lab.packaged.unit import ServiceUnit
from lab.services.compute import SWITCH_DATABASE
from lab.services.files import NodeFile
from lab.services.nova_programs import GRACEFUL_SHUTDOWN, threading
from lab.services.rendering import Renderer

AGENT_FILE = "/etc/neutron/plugins/ml2/openvswitch_agent.ini"

MASKED = ("libvirtd.socket", "libvirtd-ro.socket", "libvirtd-admin.socket", "libvirtd-tcp.socket", "libvirtd-tls.socket")
"""Sockets of libvirtd, which listens by itself (`--listen`) as other hosts connect to it over TCP."""

_NOVA_HOME = "/var/lib/nova"


def units(renderer: Renderer, node: str, ssh_key: Path) -> tuple[ServiceUnit, ...]:
    """Every unit of the compute host of that name. :param ssh_key: the private key with which Nova logs in on other hosts"""
    return (*_switch(), _libvirt(renderer, node), _nova_compute(renderer, node, ssh_key), _agent(renderer, node))


def _switch() -> tuple[ServiceUnit, ServiceUnit]:
    """As ovs-ctl starts them, but for the kernel's module, which this machine may not have, and for log files."""
    quiet = "-vconsole:off -vsyslog:info -vfile:off"
    return (
        ServiceUnit(
            program="ovsdb-server",
            name="ovsdb-server",
            command=f"/usr/sbin/ovsdb-server {SWITCH_DATABASE} {quiet} --remote=punix:/run/openvswitch/db.sock"
            " --remote=ptcp:6640:127.0.0.1 --pidfile=/run/openvswitch/ovsdb-server.pid",
        ),
        ServiceUnit(
            program="ovs-vswitchd",
            name="ovs-vswitchd",
            command=f"/usr/sbin/ovs-vswitchd unix:/run/openvswitch/db.sock {quiet} --pidfile=/run/openvswitch/ovs-vswitchd.pid",
        ),
    )


def _libvirt(renderer: Renderer, node: str) -> ServiceUnit:
    """The unit of Debian's package."""
    values = {"host_uuid": uuid.uuid5(uuid.NAMESPACE_DNS, f"{node}.lab")}
    return ServiceUnit(
        program="libvirtd",
        name="libvirtd",
        files=(
            NodeFile("/etc/default/libvirtd", 'LIBVIRTD_ARGS="--listen"\n'),
            *(NodeFile(f"/etc/libvirt/{name}", renderer.render(name, node, **values), 0o600) for name in ("libvirtd.conf", "qemu.conf")),
        ),
    )


def _nova_compute(renderer: Renderer, node: str, key: Path) -> ServiceUnit:
    ssh = f"{_NOVA_HOME}/.ssh"
    return ServiceUnit(
        program="nova-compute",
        name="nova-compute",
        command=f"{renderer.environment}/bin/nova-compute --config-file /etc/nova/nova.conf --config-file /etc/nova/nova-compute.conf",
        user="nova",
        files=(
            NodeFile("/etc/nova/nova.conf", renderer.render("nova.conf", node), 0o640),
            NodeFile("/etc/nova/nova-compute.conf", "[DEFAULT]\ncompute_driver = libvirt.LibvirtDriver\n", 0o640),
            NodeFile(f"{ssh}/id_ed25519", key.read_text(), 0o600),
            NodeFile(f"{ssh}/authorized_keys", key.with_suffix(".pub").read_text(), 0o600),
            NodeFile(f"{ssh}/known_hosts", (key.parent / "known_hosts").read_text()),
        ),
        environment=threading(renderer.release),
        stop_seconds=GRACEFUL_SHUTDOWN,
    )


def _agent(renderer: Renderer, node: str) -> ServiceUnit:
    return ServiceUnit(
        program="neutron-openvswitch-agent",
        name="neutron-openvswitch-agent",
        command=f"{renderer.environment}/bin/neutron-openvswitch-agent --config-file /etc/neutron/neutron.conf --config-file {AGENT_FILE}",
        user="neutron",
        files=(
            NodeFile("/etc/neutron/neutron.conf", renderer.render("neutron.conf", node), 0o640),
            NodeFile(AGENT_FILE, renderer.render("openvswitch_agent.ini", node), 0o640),
        ),
    )
