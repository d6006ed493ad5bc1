"""SELinux and AppArmor deny nothing to QEMU and libvirt."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import LIVE_MIGRATION_GUIDE, SPAWN_GUIDE
from conformance.model.invariant import About, NotApplicable

ABOUT = About(
    cause="mac-denied",
    why="A denial means that some guest did not get at its disk, socket or device: the next that needs the same will fail.",
    remedy="ausearch -m avc -ts recent, or dmesg | grep -i denied; restore labels (restorecon), or extend the policy.",
    practice="Look for SELinux and AppArmor denials of QEMU and libvirt, after upgrades above all.",
    source=(SPAWN_GUIDE.at("root cause 5"), LIVE_MIGRATION_GUIDE.at("root cause 6")),
)


def check(host: Host) -> None:
    """In the last time, the kernel's and the audit log tell of no denial that concerns QEMU or libvirt."""
    if host.access_control.state == "none":
        raise NotApplicable("the host runs neither SELinux nor AppArmor")
    host.require("denials")
    minutes = host.thresholds.denials_minutes
    recent = [denial for denial in host.facts.denials if denial.seconds_ago <= 60 * minutes]
    if recent:
        last = min(recent, key=lambda denial: denial.seconds_ago)
        raise CloudFault(f"no denial for QEMU or libvirt in the last {minutes} minutes", f"{len(recent)}, the last: {last.line}", host.name)
