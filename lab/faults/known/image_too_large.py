"""The image's disk is larger than the flavor's, and nobody looked before the host did."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Part, Showing

FAULT = Fault(
    title="image larger than the disk",
    inject=None,
    cause="image-invalid",
    shows=(Showing(OperationKind.BOOT, Part.ONLY),),
    recorded="Glance tells how large an image's disk is, and the suite refuses to begin with one that does not fit",
)
