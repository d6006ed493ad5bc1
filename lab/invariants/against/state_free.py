"""Nova's state directory is full, on a disk apart from that of instances."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round

_STATE = "/var/lib/lab-state"


def given(patient: Patient) -> None:
    """The state directory is on a file system of its own."""
    patient.change(
        f"mkdir -p {_STATE}; mount -t tmpfs -o size=4m lab-fault {_STATE}", f"while mountpoint -q {_STATE}; do umount {_STATE}; done"
    )
    patient.nova("DEFAULT", "instances_path", "/var/lib/nova/instances")
    patient.nova("DEFAULT", "state_path", _STATE)


def inject(patient: Patient) -> None:
    """Fill it."""
    patient.change(f"head -c 4100k /dev/zero > {_STATE}/full 2>/dev/null || true", f"rm -f {_STATE}/full")


BREAKAGE = Breakage(inject=inject, given=given, together=Round.INODES)
