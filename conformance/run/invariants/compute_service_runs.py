"""Nova-compute runs."""

from conformance.model.evidence import Side
from conformance.model.invariant import ARRIVES, About
from conformance.run.host import Host
from conformance.run.service_health import expect_running
from conformance.site.profile_model import LogicalService

ABOUT = About(
    cause="compute-service-down",
    why="Nova goes on taking the host for up until it has missed its reports for a minute, and sends instances to it meanwhile.",
    remedy="Start it (docker start, systemctl start, supervisorctl start), and look in its log why it ended.",
    source="Nova skill: troubleshooting 5 (Compute Service Down); Failed to Deploy Virtual Machine: step 6",
    stops=ARRIVES,
    side=Side.BOTH,
)


def check(host: Host) -> None:
    """The process, container or pod of nova-compute runs now, whatever Nova's list of services still says."""
    expect_running(host, LogicalService.NOVA_COMPUTE, host.profile.service(LogicalService.NOVA_COMPUTE))
