"""An image in the cache is damaged."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget

_IMAGE = "/var/lib/nova/instances/_base/00000000000000000000000000000000000000aa"


def given(target: FaultTarget) -> None:
    """There is a sound image in the cache."""
    target.change(f"mkdir -p $(dirname {_IMAGE}); qemu-img create -q -f qcow2 {_IMAGE} 1M", f"rm -f {_IMAGE}", within="nova-compute")


def inject(target: FaultTarget) -> None:
    """Write over its header, but for the mark of its format."""
    image = target.path(_IMAGE)
    target.keep(image)
    target.sh(f"printf 'x%.0s' $(seq 200) | dd of={image} bs=1 seek=4 conv=notrunc status=none")


FAULT = Fault(
    title="image in the cache damaged",
    inject=inject,
    given=given,
    invariants=(Violation("image_cache_readable", group=FaultGroup.CONFIGURATION),),
)
