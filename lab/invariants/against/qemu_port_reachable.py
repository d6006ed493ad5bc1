"""A firewall stands before the ports on which the host's QEMU receives guests."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup


def inject(target: FaultTarget) -> None:
    """Drop what comes there from other hosts."""
    target.refuse("INPUT", "-i mgmt0 -p tcp --dport 49152:49215 -j DROP")


BREAKAGE = Breakage(inject=inject, together=FaultGroup.NETWORK)
