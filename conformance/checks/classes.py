"""Hosts of one class are alike in what migrations depend on: processor, versions, storage and zone."""

from conformance.checks.host import AllHosts, Host
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.site import Site

_NOT_READ = "not read"


def classes_of(site: Site, hosts: AllHosts) -> dict[str, str]:
    """By host, what it is like, in words. What was not read of a host is like what was not read of others."""
    return {
        host.name: ", ".join([_processor(host), _versions(host), _storage(host), f"zone {site.host(host.name).zone}"]) for host in hosts.all
    }


def _processor(host: Host) -> str:
    cpu = host.facts.cpu
    return f"CPU {cpu.model or cpu.vendor or cpu.architecture}" if cpu else f"CPU {_NOT_READ}"


def _versions(host: Host) -> str:
    libvirt = host.facts.libvirt
    return f"libvirt {libvirt.version}, QEMU {libvirt.qemu}" if libvirt else f"libvirt and QEMU {_NOT_READ}"


def _storage(host: Host) -> str:
    try:
        kind = host.conf.images_type
    except (SuiteFault, CloudFault):
        kind = _NOT_READ
    path = host.facts.file_system(host.facts.instances_path)
    return f"disks {kind} on {path.kind if path else _NOT_READ}"
