"""Nova-compute runs."""

from conformance.checks.host import Host
from conformance.checks.service_health import expect_running
from conformance.config.profile_model import LogicalService
from conformance.model.evidence import Side
from conformance.model.guides import DEPLOY_GUIDE, NOVA_GUIDE
from conformance.model.invariant import About
from conformance.model.operation import ARRIVES

ABOUT = About(
    cause="compute-service-down",
    why="Nova goes on taking the host for up until it has missed its reports for a minute, and sends instances to it meanwhile.",
    remedy="Start it (docker start, systemctl start, supervisorctl start), and look in its log why it ended.",
    practice="See that nova-compute runs on every host.",
    source=(NOVA_GUIDE.at("Troubleshoot 5: Compute Service Down"), DEPLOY_GUIDE.at("step 6 of the procedure")),
    rank=102,
    stops=ARRIVES,
    side=Side.BOTH,
)


def check(host: Host) -> None:
    """The process, container or pod of nova-compute runs now, whatever Nova's list of services still says."""
    expect_running(host, LogicalService.NOVA_COMPUTE, host.profile.service(LogicalService.NOVA_COMPUTE))
