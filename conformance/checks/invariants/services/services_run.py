"""The services of a compute host run, and are healthy."""

from conformance.checks.facts.programs import host_services
from conformance.checks.host import Host
from conformance.checks.service_health import expect_healthy
from conformance.config.profile_model import LogicalService
from conformance.model.errors import SuiteFault
from conformance.model.guides import DEPLOY_GUIDE, NOVA_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause="compute-service-down",
    why="A container that restarts every minute is up whenever one looks, and never long enough to start an instance.",
    remedy="docker ps -a, kubectl get pods, systemctl status or supervisorctl status on the host; then the service's own log.",
    practice="See that the services of the hypervisor run, without restarts.",
    source=(
        NOVA_GUIDE.at("Troubleshoot 5: Compute Service Down"),
        DEPLOY_GUIDE.at("step 4 of the procedure"),
        DEPLOY_GUIDE.at("step 6 of the procedure"),
    ),
)


def check(host: Host) -> None:
    """Every service that the profile has on compute hosts runs, passes its health check, and did not restart by itself since the last run.

    That nova-compute runs at all is another invariant's claim; here it is that it does well.
    """
    services = host_services(host.profile)
    if not services:
        raise SuiteFault("the profile has no services of compute hosts. Add them to it")
    for name, service in services.items():
        if name is LogicalService.NOVA_COMPUTE and _is_stopped(host):
            continue
        expect_healthy(host, name, service)


def _is_stopped(host: Host) -> bool:
    return any(state.service == LogicalService.NOVA_COMPUTE and not state.running for state in host.facts.services)
