"""The machine that a guest is, every host can be."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import LIVE_MIGRATION_GUIDE
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import OperationKind

ABOUT = About(
    cause="hypervisor-version-gap",
    why="A guest keeps the machine type that it was started with (pc-q35-8.2): a QEMU that has none of that name cannot take it.",
    remedy="Upgrade QEMU on the destination; or set [libvirt] hw_machine_type to one that all hosts have.",
    practice="See that the destination's QEMU knows the machine types of the guests.",
    source=(LIVE_MIGRATION_GUIDE.at("root cause 3"),),
    rank=10,
    stops=(OperationKind.LIVE_MIGRATION,),
)


def check_pair(source: Host, destination: Host) -> None:
    """The machine type that new guests get on the source is one that QEMU knows on the destination."""
    machine = _of_new_guests(source)
    if machine and machine not in destination.libvirt.machines:
        expected = f"QEMU on {destination.name} has machine type {machine}, which guests get on {source.name}"
        raise CloudFault(expected, f"it has {len(destination.libvirt.machines)} others", destination.name)


def _of_new_guests(host: Host) -> str:
    """What nova.conf says, else libvirt's own. A guest is started with the type itself, also where it was asked for by its other name."""
    usual = host.domain_type.machine
    said = host.conf.hw_machine_type(host.libvirt.architecture)
    if said is None:
        return usual
    machine = host.libvirt.machine_aliases.get(said, said)
    if machine not in host.libvirt.machines:
        raise NotApplicable(f"no guest is started on {host.name}, whose QEMU has no machine type {said} ([libvirt] hw_machine_type)")
    return machine
