"""The certificate with which the host's libvirt receives guests is about to expire."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round

_PATH = "/etc/pki/libvirt/servercert.pem"


def given(patient: Patient) -> None:
    """Guests are migrated over TLS, and the certificate is good for a year."""
    patient.nova("libvirt", "live_migration_scheme", "tls")
    patient.keep(_PATH)
    patient.sh(f"mkdir -p $(dirname {_PATH}); {_certificate(patient.name, 365)}")


def inject(patient: Patient) -> None:
    """Put one in its place that is good for three days."""
    patient.keep(_PATH)
    patient.sh(_certificate(patient.name, 3))


def _certificate(name: str, days: int) -> str:
    return f"openssl req -x509 -newkey ed25519 -nodes -keyout /dev/null -subj /CN={name} -days {days} -out {_PATH} 2>/dev/null"


BREAKAGE = Breakage(inject=inject, given=given, together=Round.NETWORK)
