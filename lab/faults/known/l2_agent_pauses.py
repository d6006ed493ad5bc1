"""Has the host's Open vSwitch agent stand still for 8 s when a port is to be wired: shorter than Nova waits for it."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Showing
from lab.faults.target import FaultTarget
from lab.layout import NetworkBackend, Shape

PAUSE = 8
"""Seconds. Open vSwitch's database drops an agent that has stood still for 9 s, as it answers no probe. Such a one does not recover by
itself in time: it has to connect anew, and on a busy machine Nova gives up first."""

_AGENT = "'[n]eutron-openvswitch-agent'"
_WAITS = "/run/neutron/pauses.pid"


def inject(target: FaultTarget) -> None:
    """Wait for the first tap device, stop the agent's clock, and have it go on."""
    target.change(
        f"""
        (
            until ip -oneline link | grep --quiet ': tap'; do sleep 0.1; done
            pkill -STOP --full {_AGENT}
            sleep {PAUSE}
            pkill -CONT --full {_AGENT}
        ) > /dev/null 2>&1 < /dev/null &
        echo $! > {_WAITS}
        """,
        f"kill $(cat {_WAITS}) 2> /dev/null || true; pkill -CONT --full {_AGENT} || true",
    )


FAULT = Fault(
    title="L2 agent pauses, and heals by itself",
    inject=inject,
    shows=(Showing(OperationKind.BOOT, blamed=Blamed.NONE, passes=True),),
    remedy="none is needed",
    shapes=frozenset({Shape.SUPERVISOR}),
    networks=frozenset({NetworkBackend.OPENVSWITCH}),
)
