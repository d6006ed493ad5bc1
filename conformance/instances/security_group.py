"""The run's own security group: it lets in what this suite needs to see a guest from outside, and nothing else."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

from conformance.cleanup.own_groups import own_groups
from conformance.cloud.answers import understanding
from conformance.cloud.nova import Refused, call
from conformance.config.guest_model import GuestOptions
from conformance.instances.answering import SSH_PORT
from conformance.instances.context import RunContext
from conformance.run_dir.ledger import Kind
from conformance.run_dir.marks import description, group_name

_CONFLICT = 409


def security_group(run: RunContext) -> str:
    """The id of the run's security group; whichever worker needs it first creates it."""
    name = group_name(run.run_id)
    with run.slots.alone("security-group"):
        for entry in run.ledger.left():
            if entry.kind is Kind.SECURITY_GROUP and entry.name == name and entry.id:
                return entry.id
        run.ledger.intend(Kind.SECURITY_GROUP, name)
        id = _group(run, name)
        for rule in _lets_in(run.profile.guest):
            _rule(run, {"security_group_id": id, "direction": "ingress", **rule})
        run.ledger.created(Kind.SECURITY_GROUP, name, id)
        return id


def _lets_in(guest: GuestOptions) -> Iterator[dict[str, Any]]:
    """SSH and the probe, from where the profile says that the suite runs; nothing where guests are seen by their consoles alone."""
    if not guest.reachable:
        return
    for port in sorted({SSH_PORT, guest.probe_port or SSH_PORT}):
        for network in map(ip_network, guest.reachable_from):
            rule = {"ethertype": f"IPv{network.version}", "protocol": "tcp", "port_range_min": port, "port_range_max": port}
            yield rule | ({"remote_ip_prefix": str(network)} if network.prefixlen else {})


def _group(run: RunContext, name: str) -> str:
    """Ask for the group, unless an earlier request without a clear answer has made it."""
    wanted = {"name": name, "description": description(run.run_id)}

    def ask() -> str:
        known = own_groups(run.conn, run.run_id, None)
        if known:
            return known[0]
        with understanding(run.conn, "network", "security groups"):
            return str(call(run.conn.network, "POST", "/security-groups", json={"security_group": wanted}).json()["security_group"]["id"])

    return run.read_with_retry("a security group from Neutron", ask)


def _rule(run: RunContext, wanted: dict[str, Any]) -> None:
    """Ask for a rule; that there is one like it already means that an earlier request has made it."""

    def ask() -> None:
        try:
            call(run.conn.network, "POST", "/security-group-rules", json={"security_group_rule": wanted})
        except Refused as refusal:
            if refusal.status != _CONFLICT:
                raise

    run.read_with_retry("a rule of a security group from Neutron", ask)
