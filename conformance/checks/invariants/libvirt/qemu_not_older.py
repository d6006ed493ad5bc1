"""No guest goes to an older QEMU."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import LIVE_MIGRATION_GUIDE, nova_file
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import OperationKind
from conformance.probe import oslo_config
from conformance.probe.oslo_config import NotReadable

ABOUT = About(
    cause="hypervisor-version-gap",
    why="Nova refuses a live migration to a host whose QEMU is older (DestinationHypervisorTooOld): its state may not be understood there.",
    remedy="Upgrade the destination, or migrate cold.",
    practice="Migrate to the same or a newer QEMU only.",
    source=(
        LIVE_MIGRATION_GUIDE.at("root cause 3"),
        nova_file("nova/conductor/tasks/live_migrate.py", "_check_compatible_with_source_hypervisor"),
    ),
    rank=9,
    stops=(OperationKind.LIVE_MIGRATION,),
)


_SKIPPED = "skip_hypervisor_version_check_on_lm"


def check_pair(source: Host, destination: Host) -> None:
    """QEMU is not older where a running guest goes than where it comes from, unless Nova is configured not to mind."""
    here, there = source.libvirt.qemu, destination.libvirt.qemu
    if _numbers(here) <= _numbers(there):
        return
    if _is_skipped(source):
        raise NotApplicable(f"nova-conductor lets guests go to an older QEMU ([workarounds] {_SKIPPED}), as that on {destination.name} is")
    raise CloudFault(f"QEMU {here} or newer on {destination.name}, as on {source.name}", f"QEMU {there}", destination.name)


def _is_skipped(host: Host) -> bool:
    cloud = host.around.cloud_facts
    said = (cloud.control.conductor or {}).get(_SKIPPED, "") if cloud else ""
    try:
        return bool(said) and oslo_config.as_bool(said)
    except NotReadable:
        # nova-conductor does not start with it, and what it would do is not known
        return False


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())
