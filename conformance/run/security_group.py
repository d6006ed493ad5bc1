"""The run's own security group: what a guest must let in so that it can be seen from outside."""

from conformance.run.context import RunContext
from conformance.run.ledger import Kind
from conformance.run.nova import call

_LETS_IN = ({"protocol": "icmp"}, {"protocol": "tcp", "port_range_min": 22, "port_range_max": 22})


def security_group(run: RunContext) -> str:
    """The id of the run's security group; whichever worker needs it first creates it."""
    name = f"conformance-{run.run_id}"
    with run.slots.alone("security-group"):
        for entry in run.ledger.left():
            if entry.kind is Kind.SECURITY_GROUP and entry.name == name and entry.id:
                return entry.id
        run.ledger.intend(Kind.SECURITY_GROUP, name)
        wanted = {"name": name, "description": f"openstack-host-conformance, run {run.run_id}"}
        answer = call(run.conn.network, "POST", "/security-groups", json={"security_group": wanted})
        id = str(answer.json()["security_group"]["id"])
        for rule in _LETS_IN:
            wanted_rule = {"security_group_id": id, "direction": "ingress", "ethertype": "IPv4", **rule}
            call(run.conn.network, "POST", "/security-group-rules", json={"security_group_rule": wanted_rule})
        run.ledger.created(Kind.SECURITY_GROUP, name, id)
        return id
