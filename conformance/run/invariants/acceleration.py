"""Acceleration matches virt_type."""

from conformance.model.errors import CloudFault
from conformance.model.invariant import NotApplicable
from conformance.run.host_facts import HostFacts


def check(host: HostFacts) -> None:
    """Libvirt can run domains of the type that Nova is configured to ask for."""
    virt_type = host.nova_conf.virt_type
    if virt_type not in {"kvm", "qemu"}:
        raise NotApplicable(f"virt_type is {virt_type}, which has no accelerator")
    seen = host.domain_capabilities.findtext("domain") or "nothing"
    if seen != virt_type:
        raise CloudFault(f"libvirt runs domains of virt_type {virt_type}", f"it offers {seen}", host.name)
