"""The run's own security group: what a guest must let in so that it can be seen from outside."""

from typing import Any

from conformance.run.answers import understanding
from conformance.run.context import RunContext
from conformance.run.ledger import Kind
from conformance.run.nova import Refused, call

_CONFLICT = 409

_SSH = {"protocol": "tcp", "port_range_min": 22, "port_range_max": 22}

_LETS_IN: tuple[dict[str, Any], ...] = (
    {"ethertype": "IPv4", "protocol": "icmp"},
    {"ethertype": "IPv4", **_SSH},
    {"ethertype": "IPv6", **_SSH},
)


def security_group(run: RunContext) -> str:
    """The id of the run's security group; whichever worker needs it first creates it."""
    name = f"conformance-{run.run_id}"
    with run.slots.alone("security-group"):
        for entry in run.ledger.left():
            if entry.kind is Kind.SECURITY_GROUP and entry.name == name and entry.id:
                return entry.id
        run.ledger.intend(Kind.SECURITY_GROUP, name)
        id = _group(run, name)
        for rule in _LETS_IN:
            _rule(run, {"security_group_id": id, "direction": "ingress", **rule})
        run.ledger.created(Kind.SECURITY_GROUP, name, id)
        return id


def _group(run: RunContext, name: str) -> str:
    """Ask for the group, unless an earlier request without a clear answer has made it."""
    wanted = {"name": name, "description": f"openstack-host-conformance, run {run.run_id}"}

    def ask() -> str:
        with understanding(run.conn, "network", "security groups"):
            known = call(run.conn.network, "GET", "/security-groups", params={"name": name}).json()["security_groups"]
            if known:
                return str(known[0]["id"])
            return str(call(run.conn.network, "POST", "/security-groups", json={"security_group": wanted}).json()["security_group"]["id"])

    return run.insist("a security group from Neutron", ask)


def _rule(run: RunContext, wanted: dict[str, Any]) -> None:
    """Ask for a rule; that there is one like it already means that an earlier request has made it."""

    def ask() -> None:
        try:
            call(run.conn.network, "POST", "/security-group-rules", json={"security_group_rule": wanted})
        except Refused as refusal:
            if refusal.status != _CONFLICT:
                raise

    run.insist("a rule of a security group from Neutron", ask)
