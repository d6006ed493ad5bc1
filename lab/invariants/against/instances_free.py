"""The file system of the host's instances is nearly full."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round

_PATH = "/var/lib/nova/instances"


def inject(patient: Patient) -> None:
    """Mount one of 64 MiB there."""
    patient.change(f"mount -t tmpfs -o size=64m lab-fault {_PATH}", f"while mountpoint -q {_PATH}; do umount {_PATH}; done")


BREAKAGE = Breakage(inject=inject, together=Round.SPACE)
