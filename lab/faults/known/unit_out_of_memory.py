"""nova-compute's unit may use less memory than it needs: the kernel kills it whenever it has been started."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing, Violation
from lab.faults.target import FaultTarget
from lab.faults.unit_settings import change_unit
from lab.layout import Shape


def inject(target: FaultTarget) -> None:
    """Limit it (MemoryMax), and start it again."""
    target.stop("nova-compute")
    change_unit(target, "nova-compute", "MemoryMax=40M", "MemorySwapMax=0")
    target.restart_later("nova-compute")
    target.sh("systemctl start --no-block nova-compute")
    target.await_service("down")


FAULT = Fault(
    title="nova-compute's unit killed for want of memory",
    inject=inject,
    cause="compute-service-down",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION, midway=True),),
    invariants=(Violation("compute_services_up"), Violation("services_run")),
    shapes=frozenset({Shape.PACKAGED_DEBIAN}),
    remedy="raise the unit's limit of memory (MemoryMax), restart it; migrate again",
)
