"""The certificate with which the host's libvirt receives guests is about to expire."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget
from lab.layout import Shape

_PATH = "/etc/pki/libvirt/servercert.pem"


def given(target: FaultTarget) -> None:
    """Guests are migrated over TLS, and the certificate is good for a year."""
    target.nova("libvirt", "live_migration_scheme", "tls")
    target.keep(_PATH)
    target.sh(f"mkdir -p $(dirname {_PATH}); {_certificate(target.name, 365)}")


def inject(target: FaultTarget) -> None:
    """Put one in its place that is good for three days."""
    target.keep(_PATH)
    target.sh(_certificate(target.name, 3))


def _certificate(name: str, days: int) -> str:
    return f"openssl req -x509 -newkey ed25519 -nodes -keyout /dev/null -subj /CN={name} -days {days} -out {_PATH} 2>/dev/null"


FAULT = Fault(
    title="migration certificate about to expire",
    inject=inject,
    given=given,
    invariants=(Violation("migration_certificates_valid", group=FaultGroup.NETWORK),),
    shapes=frozenset({Shape.SUPERVISOR}),
    tls=False,
)
