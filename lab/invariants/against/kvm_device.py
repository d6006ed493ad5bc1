"""The user that QEMU runs as may not open /dev/kvm."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def given(patient: Patient) -> None:
    """There is a /dev/kvm, guests are to use it, and it is open to QEMU."""
    patient.change("[ -e /dev/kvm ] || mknod -m 666 /dev/kvm c 10 232; chmod 666 /dev/kvm", "rm -f /dev/kvm")
    patient.nova("libvirt", "virt_type", "kvm")


def inject(patient: Patient) -> None:
    """Leave it to root."""
    patient.change("chown root:root /dev/kvm; chmod 600 /dev/kvm", "[ ! -e /dev/kvm ] || chmod 666 /dev/kvm")


BREAKAGE = Breakage(inject=inject, given=given, together=Round.KVM_DEVICE)
