"""Stops the host's metadata agent: guests that start there get no metadata over the network, and those with a config drive miss nothing."""

from lab.faults.fault import Fault, Violation
from lab.faults.target import FaultTarget
from lab.layout import NetworkBackend


def inject(target: FaultTarget) -> None:
    """Stop it."""
    target.stop("neutron-ovn-metadata-agent")


FAULT = Fault(
    title="OVN's metadata agent stopped",
    inject=inject,
    invariants=(Violation("services_run"), Violation("agents_alive", within=150)),
    networks=frozenset({NetworkBackend.OVN}),
)
