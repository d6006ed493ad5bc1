"""The host keeps disks in Ceph, the others in files."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Say that they are in Ceph."""
    patient.nova("libvirt", "images_type", "rbd")


BREAKAGE = Breakage(inject=inject, together=Round.CONFIGURATION)
