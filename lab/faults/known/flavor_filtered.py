"""The flavor asks for a capability that no host has."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Part, Place, Showing
from lab.faults.patient import Patient

NAME = "lab.fault.xen"


def inject(patient: Patient) -> None:
    """Make such a flavor."""
    flavor = patient.create("compute", "flavor", NAME, ram=96, vcpus=1, disk=1)
    patient.cloud.compute.create_flavor_extra_specs(flavor, {"capabilities:hypervisor_type": "s== XEN"})


FAULT = Fault(
    title="flavor that ComputeCapabilitiesFilter keeps from every host",
    inject=inject,
    cause="no-valid-host",
    shows=(Showing(OperationKind.BOOT, Part.ANY, detail="ComputeCapabilitiesFilter", profile={"guest": {"flavor": NAME}}),),
    place=Place.CONTROL,
    apart=True,
    blamed=Blamed.NONE,
    remedy="correct the flavor's extra specs, boot again",
)
