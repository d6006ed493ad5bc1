"""The provider network is on another bridge than on the other hosts."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Make another bridge, map the network to it, and have the agent tell Neutron."""
    patient.change(
        "ovs-vsctl --may-exist add-br br-other -- set bridge br-other datapath_type=netdev", "ovs-vsctl --if-exists del-br br-other"
    )
    patient.configure("/etc/neutron/neutron.conf", "ovs", "bridge_mappings", "provider:br-other")
    patient.restart("neutron-openvswitch-agent")


BREAKAGE = Breakage(inject=inject, together=Round.TUNNELS, patience=90)
