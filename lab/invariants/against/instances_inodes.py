"""The file system of the host's instances has hardly any inodes left."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round

_PATH = "/var/lib/nova/instances"


def inject(patient: Patient) -> None:
    """Mount one with 200 there, and use all but a few."""
    patient.change(
        f"mount -t tmpfs -o size=8g,nr_inodes=200 lab-fault {_PATH}; seq 195 | (cd {_PATH}; xargs touch)",
        f"while mountpoint -q {_PATH}; do umount {_PATH}; done",
    )


BREAKAGE = Breakage(inject=inject, together=Round.INODES)
