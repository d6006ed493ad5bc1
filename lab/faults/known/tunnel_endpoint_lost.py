"""The host's tunnels end at an address that it has lost."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget
from lab.layout import NetworkBackend
from lab.wait import wait_for

_ADDRESS = "198.18.0.199"


def inject(target: FaultTarget) -> None:
    """Give it the address, have the agent use it and tell Neutron, and take it away."""
    gone = f"ip address del {_ADDRESS}/24 dev mgmt0 2>/dev/null || true"
    target.change(f"ip address add {_ADDRESS}/24 dev mgmt0", gone)
    target.agent("ovs", "local_ip", _ADDRESS)
    target.restart("neutron-openvswitch-agent")

    def is_told() -> bool:
        agent = next(target.cloud.network.agents(binary="neutron-openvswitch-agent", host=target.name))
        return bool(agent.configuration["tunneling_ip"] == _ADDRESS)

    wait_for("Neutron to know the new endpoint", is_told, budget=90, interval=1)
    target.sh(gone)


FAULT = Fault(
    title="tunnel endpoint lost",
    inject=inject,
    invariants=(Violation("tunnel_endpoint_own", within=90, group=FaultGroup.TUNNELS),),
    networks=frozenset({NetworkBackend.OPENVSWITCH}),
)
