"""The containers of a compute host."""

import uuid
from pathlib import Path

from lab.kolla import tls
from lab.kolla.container import SSH_PORT, ConfigFile, Container
from lab.kolla.engine import RUN
from lab.kolla.ovn import host_containers
from lab.layout import NetworkBackend
from lab.services.nova_programs import GRACEFUL_SHUTDOWN, threading
from lab.services.rendering import Renderer

_SWITCH = "/run/openvswitch:/run/openvswitch:shared"
_INSTANCES = "nova_compute:/var/lib/nova/"
_LIBVIRT = "libvirtd:/var/lib/libvirt"


def containers(renderer: Renderer, node: str, ssh_key: Path) -> tuple[Container, ...]:
    """Every container of the compute host of that name. :param ssh_key: the private key with which Nova logs in on other hosts"""
    return (
        *_switch(),
        _libvirt(renderer, node),
        _ssh(renderer, node, ssh_key),
        _nova_compute(renderer, node),
        *(host_containers(renderer, node) if renderer.network is NetworkBackend.OVN else (_agent(renderer, node),)),
    )


def _switch() -> tuple[Container, Container]:
    log = "/var/log/kolla/openvswitch/{}.log"
    options = "-vconsole:emer -vsyslog:err -vfile:info"
    database, switch = log.format("ovsdb-server"), log.format("ovs-vswitchd")
    remotes = "--remote=punix:/run/openvswitch/db.sock --remote=ptcp:6640:127.0.0.1 --remote=db:Open_vSwitch,Open_vSwitch,manager_options"
    return (
        Container(
            program="ovsdb-server",
            name="openvswitch_db",
            service="openvswitch-db-server",
            command=f"start-ovs ovsdb-server /var/lib/openvswitch/conf.db {options} {remotes} --log-file={database} --pidfile",
            log=database,
            volumes=(_SWITCH, "openvswitch_db:/var/lib/openvswitch/"),
            health="ovsdb-client list-dbs",
        ),
        Container(
            program="ovs-vswitchd",
            name="openvswitch_vswitchd",
            service="openvswitch-vswitchd",
            command=f"start-ovs ovs-vswitchd unix:/run/openvswitch/db.sock {options} --log-file={switch} --pidfile",
            log=switch,
            volumes=(_SWITCH, "/dev/net:/dev/net"),
            privileged=True,
            host_pids=True,
            health="ovs-appctl version",
        ),
    )


def _libvirt(renderer: Renderer, node: str) -> Container:
    values = {"host_uuid": uuid.uuid5(uuid.NAMESPACE_DNS, f"{node}.lab")}
    return Container(
        program="libvirtd",
        name="nova_libvirt",
        service="nova-libvirt",
        command="kolla_nova_libvirt_start",
        log="/var/log/kolla/libvirt/libvirtd.log",
        files=(
            *(ConfigFile(f"/etc/libvirt/{name}", renderer.render(name, node, **values)) for name in ("libvirtd.conf", "qemu.conf")),
            *tls.of_hypervisor(renderer, node),
        ),
        volumes=(RUN, "/dev:/dev", "/sys/fs/cgroup:/sys/fs/cgroup", _LIBVIRT, _INSTANCES, "nova_libvirt_qemu:/etc/libvirt/qemu"),
        privileged=True,
        host_pids=True,
        health="virsh version --daemon",
    )


def _ssh(renderer: Renderer, node: str, key: Path) -> Container:
    home = "/var/lib/nova/.ssh"
    return Container(
        program="nova-ssh",
        name="nova_ssh",
        service="nova-ssh",
        command="/usr/sbin/sshd -D -e",
        log="/var/log/kolla/nova/nova-ssh.log",
        files=(
            ConfigFile("/etc/ssh/sshd_config", renderer.render("kolla_sshd_config", node, port=SSH_PORT)),
            ConfigFile("/etc/ssh/ssh_host_ed25519_key", (key.parent / "host_keys" / node).read_text()),
            ConfigFile(f"{home}/config", renderer.render("kolla_ssh_config", node, port=SSH_PORT), "nova"),
            ConfigFile(f"{home}/id_ed25519", key.read_text(), "nova"),
            ConfigFile(f"{home}/authorized_keys", key.with_suffix(".pub").read_text(), "nova"),
        ),
        volumes=("nova_compute:/var/lib/nova",),
        directories=("/run/sshd",),
        health=f"healthcheck_listen sshd {SSH_PORT}",
    )


def _nova_compute(renderer: Renderer, node: str) -> Container:
    log = "/var/log/kolla/nova/nova-compute.log"
    text = renderer.render("nova.conf", node, compute_driver="libvirt.LibvirtDriver", log_file=log)
    return Container(
        program="nova-compute",
        name="nova_compute",
        service="nova-compute",
        command="nova-compute",
        log=log,
        user="nova",
        files=(ConfigFile("/etc/nova/nova.conf", text, "nova"), *tls.of_nova_compute(renderer, node)),
        volumes=(RUN, "/dev:/dev", _LIBVIRT, _INSTANCES),
        directories=("/var/lib/nova", "/var/lib/nova/instances", "/run/nova"),
        environment=threading(renderer.release),
        privileged=True,
        host_ipc=True,
        health="healthcheck_port nova-compute 5672",
        stop_seconds=GRACEFUL_SHUTDOWN,
    )


def _agent(renderer: Renderer, node: str) -> Container:
    log = "/var/log/kolla/neutron/neutron-openvswitch-agent.log"
    agent = "/etc/neutron/plugins/ml2/openvswitch_agent.ini"
    return Container(
        program="neutron-openvswitch-agent",
        name="neutron_openvswitch_agent",
        service="neutron-openvswitch-agent",
        command=f"neutron-openvswitch-agent --config-file /etc/neutron/neutron.conf --config-file {agent}",
        log=log,
        files=(
            ConfigFile("/etc/neutron/neutron.conf", renderer.render("neutron.conf", node, log_file=log)),
            ConfigFile(agent, renderer.render("openvswitch_agent.ini", node)),
        ),
        volumes=(_SWITCH, "/dev/shm:/dev/shm"),  # noqa: S108 - as Kolla mounts it
        directories=("/var/lib/neutron", "/run/neutron"),
        privileged=True,
        health="healthcheck_port neutron-openvswitch-agent 5672",
    )
