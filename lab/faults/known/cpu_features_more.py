"""Guests of this host get a feature of its processors that those of the others do not have."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget
from lab.layout import Shape


def given(target: FaultTarget) -> None:
    """Guests get the host's own CPU."""
    target.nova("libvirt", "virt_type", "kvm")
    target.nova("libvirt", "cpu_mode", "host-model")


def inject(target: FaultTarget) -> None:
    """Show one feature more in its /proc/cpuinfo."""
    target.show_instead("/proc/cpuinfo", r"s/^(flags\s*: )/\1amx_tile avx512_fp16 /")


FAULT = Fault(
    title="more CPU features than on the other hosts",
    inject=inject,
    given=given,
    invariants=(Violation("cpu_features_there", group=FaultGroup.KVM_DEVICE),),
    difference="the host's /proc/cpuinfo is covered by a file that says so",
    shapes=frozenset({Shape.SUPERVISOR}),
)
