"""Libvirt has a domain of which Nova knows nothing."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup

_UUID = "0d0d0d0d-0000-4000-8000-000000000001"
_DOMAIN = (
    f"<domain type='qemu'><name>left-behind</name><uuid>{_UUID}</uuid><memory unit='MiB'>16</memory>"
    "<os><type arch='x86_64' machine='pc'>hvm</type></os></domain>"
)


def inject(target: FaultTarget) -> None:
    """Define one."""
    path = "/run/left-behind.xml"
    target.change(
        f'echo "{_DOMAIN}" > {path}; virsh --quiet define {path}; rm {path}',
        f"if virsh domid {_UUID} >/dev/null 2>&1; then virsh --quiet undefine {_UUID}; fi",
    )


BREAKAGE = Breakage(inject=inject, together=FaultGroup.CONFIGURATION)
