"""The container nova_compute ends whenever it is started: a package of its image is broken."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import KOLLA_SHAPES

_PROGRAM = "/opt/kolla/bin/nova-compute"
"""In the container; found before the real one."""

_BROKEN = """#!/bin/sh
echo "ImportError: libvirtmod: undefined symbol: virNetworkMetadataGet" >&2
exit 1
"""


def inject(target: FaultTarget) -> None:
    """Put a broken program before the real one, restart the container, and wait until Nova misses it."""
    broken = target.scratch("nova-compute")
    broken.write_text(_BROKEN)
    broken.chmod(0o755)
    engine = target.engine.program
    target.change(
        f"{engine} cp {broken} nova_compute:{_PROGRAM}; systemctl restart --no-block kolla-nova_compute-container.service",
        f"cd $({engine} inspect --format '{{{{.GraphDriver.Data.UpperDir}}}}' nova_compute); rm -f opt/kolla/bin/nova-compute",
    )
    target.restart_later("nova-compute")
    target.await_service("down")


FAULT = Fault(
    title="nova-compute's container restarting",
    inject=inject,
    cause="compute-service-down",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION, detail="restarting", midway=True),),
    invariants=(Violation("compute_services_up"), Violation("services_run")),
    shapes=KOLLA_SHAPES,
    remedy="deploy a sound image, migrate again",
)
