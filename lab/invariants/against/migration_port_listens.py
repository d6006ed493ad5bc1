"""The host's libvirt listens to its own host only."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round

_PATH = "/etc/libvirt/libvirtd.conf"


def inject(patient: Patient) -> None:
    """Switch TCP off, and restart it."""
    patient.write(_PATH, patient.read(_PATH).replace("listen_tcp = 1", "listen_tcp = 0"))
    patient.restart("libvirtd")


BREAKAGE = Breakage(inject=inject, together=Round.PORTS, patience=60)
