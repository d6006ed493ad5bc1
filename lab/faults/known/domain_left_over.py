"""The host's libvirt has domains under the names that the next servers will get."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, FaultGroup, Showing, Violation
from lab.faults.target import FaultTarget

AHEAD = 12
"""So many names, as other servers may take some of them first."""


def inject(target: FaultTarget) -> None:
    """Define them."""
    number = target.next_server_number()
    for name in (f"instance-{number + ahead:08x}" for ahead in range(AHEAD)):
        xml = f"<domain type='qemu'><name>{name}</name><memory>1024</memory><os><type>hvm</type></os></domain>"
        target.change(
            f'echo "{xml}" > /run/lab-domain.xml; virsh --quiet define /run/lab-domain.xml; rm /run/lab-domain.xml',
            f"virsh --quiet undefine {name} 2>/dev/null || :",
        )


FAULT = Fault(
    title="domain left over from another server",
    inject=inject,
    cause="stale-host-state",
    shows=(Showing(OperationKind.BOOT),),
    invariants=(Violation("domains_match_nova", group=FaultGroup.CONFIGURATION),),
    remedy="undefine the domain, boot again",
)
