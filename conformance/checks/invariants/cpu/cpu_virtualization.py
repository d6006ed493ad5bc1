"""The processors can accelerate guests."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import NOVA_GUIDE, SPAWN_GUIDE
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import ARRIVES

ABOUT = About(
    cause="kvm-unavailable",
    why="Without vmx or svm among the processors' flags, or without its kernel module, QEMU fails with: failed to initialize kvm.",
    remedy="egrep -c '(vmx|svm)' /proc/cpuinfo; switch virtualization on in the firmware, or nested virtualization on in the outer host; "
    "modprobe kvm_intel or kvm_amd.",
    practice="Validate KVM on a compute node before it joins: vmx or svm, and the kvm modules.",
    source=(SPAWN_GUIDE.at("root cause 1"), NOVA_GUIDE.at("Troubleshoot 5: Compute Service Down")),
    rank=2,
    stops=ARRIVES,
)

_MODULES = {"vmx": "kvm_intel", "svm": "kvm_amd"}


def check(host: Host) -> None:
    """Where virt_type is kvm, the processors have vmx or svm, and the kernel module that uses it is loaded."""
    virt_type = host.conf.virt_type
    if virt_type != "kvm":
        raise NotApplicable(f"virt_type is {virt_type}: guests are not accelerated")
    if host.cpu.architecture != "x86_64":
        raise NotApplicable(f"{host.cpu.architecture} has no flag for it")
    flag = next((flag for flag in _MODULES if flag in host.cpu.flags), None)
    if flag is None:
        raise CloudFault("vmx or svm among the processors' flags, as virt_type is kvm", "neither", host.name)
    host.require("kvm_modules")
    if _MODULES[flag] not in host.facts.kvm_modules:
        loaded = ", ".join(host.facts.kvm_modules) or "no kvm module"
        raise CloudFault(f"the kernel module {_MODULES[flag]} is loaded, as virt_type is kvm", loaded, host.name)
