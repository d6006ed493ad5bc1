"""A firewall stands before the port of the host's libvirt."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Reject what comes there from other hosts."""
    target.refuse("INPUT", "-i mgmt0 -p tcp --dport 16509 -j REJECT --reject-with tcp-reset")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.SPACE)
