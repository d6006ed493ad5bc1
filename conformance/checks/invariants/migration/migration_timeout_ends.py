"""Nova gives a live migration up before the suite does."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import LIVE_MIGRATION_GUIDE, nova_file
from conformance.model.invariant import About
from conformance.model.operation import OperationKind

ABOUT = About(
    cause="migration-not-converging",
    why="If the suite gives up first it sees a migration that runs, and not why it fails; where Nova never gives up, nobody does.",
    remedy="Set [libvirt] live_migration_completion_timeout (seconds for each GiB; 800), or raise timeouts.live_migration in the profile.",
    practice="Set a completion timeout for live migrations.",
    source=(LIVE_MIGRATION_GUIDE.at("root cause 5"), nova_file("nova/virt/libvirt/driver.py", "completion_timeout")),
)

_LEAST_GIB = 2
"""Nova counts that many GiB for the smallest guest."""


def check(host: Host) -> None:
    """live_migration_completion_timeout is not 0; and where the profile asks for it, the suite waits longer than that for a small guest."""
    nova = host.conf.live_migration_completion_timeout
    if nova == 0:
        raise CloudFault("a live_migration_completion_timeout", "0: a migration that does not converge goes on for ever", host.name)
    ours = host.profile.timeouts.of(OperationKind.LIVE_MIGRATION)
    if host.thresholds.outlast_nova and ours <= _LEAST_GIB * nova:
        raise CloudFault(f"Nova gives up within the suite's {ours} s", f"after {_LEAST_GIB * nova} s for {_LEAST_GIB} GiB", host.name)
