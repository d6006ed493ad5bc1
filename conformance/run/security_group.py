"""The run's own security group: what a guest must let in so that it can be seen from outside."""

from typing import Any

from conformance.run.context import RunContext
from conformance.run.ledger import Kind
from conformance.run.nova import call

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
        wanted = {"name": name, "description": f"openstack-host-conformance, run {run.run_id}"}
        id = str(_create(run, "security-group", wanted)["id"])
        for rule in _LETS_IN:
            _create(run, "security-group-rule", {"security_group_id": id, "direction": "ingress", **rule})
        run.ledger.created(Kind.SECURITY_GROUP, name, id)
        return id


def _create(run: RunContext, what: str, wanted: dict[str, Any]) -> Any:
    key = what.replace("-", "_")
    answer = run.insist(f"a {what} from Neutron", lambda: call(run.conn.network, "POST", f"/{what}s", json={key: wanted}))
    return answer.json()[key]
