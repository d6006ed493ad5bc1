"""Guests of this host get a feature of its processors that those of the others do not have."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup, show_instead


def given(target: FaultTarget) -> None:
    """Guests get the host's own CPU."""
    target.nova("libvirt", "virt_type", "kvm")
    target.nova("libvirt", "cpu_mode", "host-model")


def inject(target: FaultTarget) -> None:
    """Show one feature more in its /proc/cpuinfo."""
    show_instead(target, "/proc/cpuinfo", r"s/^(flags\s*: )/\1amx_tile avx512_fp16 /")


BREAKAGE = Breakage(
    inject=inject, given=given, together=FaultGroup.KVM_DEVICE, difference="the host's /proc/cpuinfo is covered by a file that says so"
)
