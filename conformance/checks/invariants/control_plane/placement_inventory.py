"""Placement knows the processors and memory that the host really has."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import NOVA_GUIDE, SPAWN_GUIDE
from conformance.model.invariant import About
from conformance.probe.ranges import members

ABOUT = About(
    cause="no-valid-host",
    why="Where Placement has less, the host stays empty; where it has more, guests are sent to memory that is not there.",
    remedy="Restart nova-compute so that it reports anew; look at cpu_shared_set and cpu_dedicated_set; "
    "openstack resource provider inventory list.",
    practice="Compare Placement's inventory with what the host has.",
    source=(SPAWN_GUIDE.at("step 3: host capacity and hypervisor health"), NOVA_GUIDE.at('Troubleshoot 3: "No Valid Host" Errors')),
)

_TOLERATED = 0.05
"""The part of the memory by which libvirt and the kernel may differ."""


def check(host: Host) -> None:
    """The total of VCPU and PCPU is that of the processors which guests may use, and that of MEMORY_MB the host's memory."""
    inventory = host.provider.inventory
    known: dict[str, int] = {name: found.total for name, found in inventory.items()}
    conf, libvirt = host.conf, host.libvirt
    shared = len(members(conf.cpu_shared_set)) if conf.cpu_shared_set else 0
    dedicated = len(members(conf.cpu_dedicated_set)) if conf.cpu_dedicated_set else 0
    wanted = {"VCPU": shared or (0 if dedicated else libvirt.cpus), "PCPU": dedicated}
    for name, count in wanted.items():
        if known.get(name, 0) != count:
            raise CloudFault(f"{count} {name} in Placement, as the host has", f"{known.get(name, 0)}", host.name)
    memory = inventory["MEMORY_MB"].total if "MEMORY_MB" in inventory else 0
    if abs(memory - libvirt.memory_mib) > _TOLERATED * libvirt.memory_mib:
        raise CloudFault(f"{libvirt.memory_mib} MiB of memory in Placement, as the host has", f"{memory} MiB", host.name)
