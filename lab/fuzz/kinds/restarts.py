"""Programs of a host that read what a drawn fault changed."""

from contextlib import suppress

from lab.errors import LabError
from lab.faults.target import FaultTarget

NOVA = "nova-compute"
AGENT = "neutron-openvswitch-agent"
LIBVIRT = "libvirtd"
LIBVIRT_LOG = "virtlogd"
SWITCH = "ovs-vswitchd"
SWITCH_DATABASE = "ovsdb-server"
HYPERVISOR = (LIBVIRT, NOVA)
NETWORK = (SWITCH_DATABASE, SWITCH, AGENT)

IN_ORDER = (SWITCH_DATABASE, SWITCH, LIBVIRT_LOG, LIBVIRT, NOVA, AGENT)
"""Every program that a drawn fault may have disturbed, in the order in which they start."""


def restart_if_it_starts(target: FaultTarget, *programs: str) -> None:
    """Restart programs, now and after recovery. That one does not start may be what the fault does."""
    for program in programs:
        with suppress(LabError):
            target.restart(program)
