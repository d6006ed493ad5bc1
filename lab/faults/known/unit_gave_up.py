"""nova-compute ends at once whenever it is started, as a package is broken; after a few times systemd does not start its unit any more."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing, Violation
from lab.faults.target import FaultTarget
from lab.faults.unit_settings import start_broken
from lab.layout import Shape


def inject(target: FaultTarget) -> None:
    """Have it run a broken program, and wait until Nova misses it."""
    start_broken(target, "nova-compute", after=0)
    target.await_service("down")


FAULT = Fault(
    title="nova-compute's unit given up by systemd",
    inject=inject,
    cause="compute-service-down",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION, midway=True),),
    invariants=(Violation("compute_services_up"), Violation("services_run")),
    shapes=frozenset({Shape.PACKAGED_DEBIAN}),
    remedy="install a sound package, reset the unit (systemctl reset-failed) and start it; migrate again",
)
