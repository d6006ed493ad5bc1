"""A firewall keeps one host from Ceph's monitors."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import STORAGE, Storage


def inject(target: FaultTarget) -> None:
    """Drop what the host sends to the monitors' ports."""
    for port in (3300, 6789):
        target.refuse("OUTPUT", f"-d {target.address(STORAGE)} -p tcp --dport {port} -j DROP")


FAULT = Fault(
    title="Ceph's monitors blocked from one host",
    inject=inject,
    cause="volume-attach-failed",
    shows=(Showing(OperationKind.BOOT),),
    invariants=(Violation("ceph_monitors_reachable"),),
    storages=frozenset({Storage.CEPH}),
    remedy="open the ports of the monitors, boot again",
)
