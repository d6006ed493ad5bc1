"""nova-compute ends some seconds after it was started, too slowly for systemd to give up: its unit starts it again and again."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing, Violation
from lab.faults.target import FaultTarget
from lab.faults.unit_settings import start_broken
from lab.layout import Shape

_RUNS = 4
"""Seconds, of which five starts are more than systemd counts (StartLimitIntervalSec)."""


def inject(target: FaultTarget) -> None:
    """Have it run a broken program, and wait until Nova misses it."""
    start_broken(target, "nova-compute", after=_RUNS)
    target.await_service("down")


FAULT = Fault(
    title="nova-compute's unit restarting",
    inject=inject,
    cause="compute-service-down",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION, midway=True),),
    invariants=(Violation("compute_services_up"), Violation("services_run")),
    shapes=frozenset({Shape.PACKAGED_DEBIAN}),
    remedy="install a sound package, restart the unit; migrate again",
)
