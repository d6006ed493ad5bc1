"""Guests of this host get a feature of its processors that those of the others do not have."""

from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round, show_instead


def given(patient: Patient) -> None:
    """Guests get the host's own CPU."""
    patient.nova("libvirt", "virt_type", "kvm")
    patient.nova("libvirt", "cpu_mode", "host-model")


def inject(patient: Patient) -> None:
    """Show one feature more in its /proc/cpuinfo."""
    show_instead(patient, "/proc/cpuinfo", r"s/^(flags\s*: )/\1amx_tile avx512_fp16 /")


BREAKAGE = Breakage(
    inject=inject, given=given, together=Round.KVM_DEVICE, difference="the host's /proc/cpuinfo is covered by a file that says so"
)
