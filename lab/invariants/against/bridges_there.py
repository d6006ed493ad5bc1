"""The bridge of the provider network is gone from the host."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Delete it; the agent, which waits for it to come back, is started anew when it has."""
    patient.change(
        "ovs-vsctl --if-exists del-br br-provider",
        "ovs-vsctl --may-exist add-br br-provider -- set bridge br-provider datapath_type=netdev"
        " -- --may-exist add-port br-provider guests0",
    )
    patient.restart("neutron-openvswitch-agent")


BREAKAGE = Breakage(inject=inject, together=Round.PORTS, patience=60)
