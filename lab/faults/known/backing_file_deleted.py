"""The image is gone that an instance's disk stands on."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget

_INSTANCES = "/var/lib/nova/instances"
_BASE = f"{_INSTANCES}/_base/00000000000000000000000000000000000000bb"
_INSTANCE = f"{_INSTANCES}/0d0d0d0d-0000-4000-8000-000000000002"


def given(target: FaultTarget) -> None:
    """There is a disk, and the image that it stands on."""
    target.change(
        f"mkdir -p {_INSTANCES}/_base {_INSTANCE}; qemu-img create -q -f raw {_BASE} 1M;"
        f" qemu-img create -q -f qcow2 -b {_BASE} -F raw {_INSTANCE}/disk",
        f"rm -rf {_INSTANCE} {_BASE}",
        within="nova-compute",
    )


def inject(target: FaultTarget) -> None:
    """Remove the image."""
    base = target.path(_BASE)
    target.keep(base)
    target.sh(f"rm {base}")


FAULT = Fault(
    title="backing file of a disk deleted",
    inject=inject,
    given=given,
    invariants=(Violation("backing_files_there", group=FaultGroup.CONFIGURATION),),
)
