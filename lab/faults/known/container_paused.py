"""The container nova_compute is paused: its processes are there, and do nothing."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import KOLLA_SHAPES


def inject(target: FaultTarget) -> None:
    """Pause it, and wait until Nova misses it."""
    engine = target.engine.program
    target.change(f"{engine} pause nova_compute", f"{engine} unpause nova_compute 2> /dev/null || :")
    target.await_service("down")


FAULT = Fault(
    title="nova-compute's container paused",
    inject=inject,
    cause="compute-service-down",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION, detail="paused", midway=True),),
    invariants=(Violation("compute_services_up"), Violation("services_run")),
    shapes=KOLLA_SHAPES,
    remedy="unpause the container, migrate again",
)
