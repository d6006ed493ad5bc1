"""The container nova_compute may use less memory than it needs: the kernel kills it whenever it has been started."""

from conformance.model.operation import OperationKind
from lab.faults.containers import limit_memory
from lab.faults.fault import Fault, HostRole, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import KOLLA_SHAPES


def inject(target: FaultTarget) -> None:
    """Limit it, as a deployer's container_dimensions would, and start it again."""
    target.stop("nova-compute")
    limit_memory(target, "nova_compute", "40m")
    target.restart_later("nova-compute")
    target.sh("systemctl start --no-block kolla-nova_compute-container.service")
    target.await_service("down")


FAULT = Fault(
    title="nova-compute's container killed for want of memory",
    inject=inject,
    cause="memory-exhausted",
    # no detail: Docker names the container, the kernel the process; Podman 4.3 does not tell that it was killed for that
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION, midway=True),),
    invariants=(Violation("compute_services_up"), Violation("services_run")),
    shapes=KOLLA_SHAPES,
    remedy="raise the container's limit of memory, migrate again",
)
