"""Libvirt runs what Nova says that it runs."""

from datetime import timedelta

from conformance.checks.comparison import some
from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import NOVA_GUIDE, SPAWN_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause="stale-host-state",
    why="A domain that Nova does not know holds memory and disks (and may run twice); a server without a domain is down, and ACTIVE.",
    remedy="Find out whose it is (virsh dominfo, openstack server show) before anything is removed; hard-reboot a server without domain.",
    practice="Compare the domains of libvirt with the servers of Nova: find orphaned instances.",
    source=(NOVA_GUIDE.at("Orphan Instance Cleanup"), SPAWN_GUIDE.at("step 3: host capacity and hypervisor health")),
)

_RUNNING = {"ACTIVE", "PAUSED", "RESCUE", "PASSWORD"}
_MOVING = {"MIGRATING", "RESIZE", "VERIFY_RESIZE", "REVERT_RESIZE", "BUILD", "REBOOT", "HARD_REBOOT", "REBUILD"}
_SETTLED = timedelta(minutes=2)
"""How long ago a server must have changed, to be sure that Nova and libvirt were asked about the same state of it."""


def check(host: Host) -> None:
    """Every domain is a server that Nova has on this host, and every server that is ACTIVE here has a domain that runs."""
    cloud = host.around.cloud
    cloud.require("servers")
    now = cloud.facts.gathered
    on_the_move = {server.id for server in cloud.facts.servers if server.status in _MOVING or now - server.updated < _SETTLED}
    here = {server.id: server.status for server in cloud.facts.servers if server.host == host.name}
    domains = {domain.uuid: domain.running for domain in host.libvirt.domains}
    orphans = sorted(set(domains) - set(here) - on_the_move)
    if orphans:
        raise CloudFault("every domain is a server that Nova has on this host", f"unknown to Nova here: {some(orphans)}", host.name)
    up = {id for id, status in here.items() if status in _RUNNING} - on_the_move
    dead = sorted(id for id in up if not domains.get(id, False))
    if dead:
        raise CloudFault("every server that is up has a domain that runs", f"none for {some(dead)}", host.name)
