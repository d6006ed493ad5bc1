"""All hosts run the same libvirt and QEMU."""

from collections.abc import Sequence

from conformance.checks.comparison import expect_alike
from conformance.checks.host import Host
from conformance.model.guides import LIVE_MIGRATION_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause="hypervisor-version-gap",
    why="A guest of a newer QEMU or libvirt cannot always go on under an older one: guests can leave a host and not come back.",
    remedy="Upgrade the host that is behind; until then, drain it by cold migration.",
    practice="Keep the versions of libvirt and QEMU uniform.",
    source=(LIVE_MIGRATION_GUIDE.at("root cause 3"), LIVE_MIGRATION_GUIDE.at("prevention best practices")),
    differs_in_upgrade=True,
)


def check_among(host: Host, others: Sequence[Host]) -> None:
    """Libvirt and QEMU are of the versions that the other hosts have."""
    expect_alike("versions", host, others, lambda one: f"libvirt {one.libvirt.version}, QEMU {one.libvirt.qemu}")
