"""The flavor asks for huge pages, of which the host has none."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Part, Place, Showing
from lab.faults.patient import Patient

NAME = "lab.fault.hugepages"


def inject(patient: Patient) -> None:
    """Make such a flavor."""
    flavor = patient.create("compute", "flavor", NAME, ram=96, vcpus=1, disk=1)
    patient.cloud.compute.create_flavor_extra_specs(flavor, {"hw:mem_page_size": "2MB"})


FAULT = Fault(
    title="huge pages missing",
    inject=inject,
    cause="numa-topology",
    shows=(Showing(OperationKind.BOOT, Part.ANY, profile={"guest": {"flavor": NAME}}),),
    place=Place.CONTROL,
    apart=True,
    blamed=Blamed.PATIENT,
    remedy="reserve huge pages on the host, boot again",
)
