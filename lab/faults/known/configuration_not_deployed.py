"""nova.conf was written anew for a host's container, which was not restarted: it runs with the former one."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import KOLLA_SHAPES


def inject(target: FaultTarget) -> None:
    """Change an option that would keep guests from starting, and restart nothing."""
    target.nova("libvirt", "virt_type", "kvm")


FAULT = Fault(
    title="configuration changed on the host and not in the container",
    inject=inject,
    shows=(Showing(OperationKind.BOOT, passes=True),),
    invariants=(Violation("configuration_deployed"),),
    shapes=KOLLA_SHAPES,
    remedy="kolla-ansible reconfigure, or restart the container",
)
