"""The host's own name is loopback to it, and Nova tells others to send guests to that name."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def given(patient: Patient) -> None:
    """Guests are sent to the host's name."""
    patient.nova("libvirt", "live_migration_inbound_addr", None)


def inject(patient: Patient) -> None:
    """Give its name to loopback, as an installer of Debian does."""
    lines = patient.read("/etc/hosts").splitlines()
    others = [line for line in lines if not line.endswith(patient.name)]
    patient.write("/etc/hosts", "".join(f"{line}\n" for line in [*others, f"127.0.1.1\t{patient.name}"]))


BREAKAGE = Breakage(inject=inject, given=given, together=Round.NETWORK)
