"""Has the host's Open vSwitch agent stand still for 15 s: shorter than Nova waits for a port."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Showing
from lab.faults.patient import Patient

PAUSE = 15


def inject(patient: Patient) -> None:
    """Stop the agent's clock, and have it go on by itself."""
    patient.hang("neutron-openvswitch-agent")
    patient.change(
        f"(sleep {PAUSE}; supervisorctl -c /etc/supervisor/supervisord.conf signal CONT neutron-openvswitch-agent) >/dev/null 2>&1 &",
        "true",
    )


FAULT = Fault(
    title="L2 agent pauses, and heals by itself",
    inject=inject,
    shows=(Showing(OperationKind.BOOT, blamed=Blamed.NONE, passes=True),),
    remedy="none is needed",
)
