"""Nova's services are up."""

from conformance.checks.comparison import some
from conformance.checks.host import Cloud
from conformance.model.errors import CloudFault
from conformance.model.guides import DEPLOY_GUIDE, NOVA_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause="compute-service-down",
    why="Nothing is scheduled to a host whose nova-compute is down; without conductor or scheduler, nothing is scheduled at all.",
    remedy="openstack compute service list; start the service, or look in its log why it does not report (RabbitMQ, database).",
    practice="See that all compute services are enabled and up.",
    source=(
        NOVA_GUIDE.at("Deploy: post-deploy verification"),
        NOVA_GUIDE.at("Troubleshoot 5: Compute Service Down"),
        DEPLOY_GUIDE.at("step 2 of the procedure"),
    ),
)


def check_cloud(cloud: Cloud) -> None:
    """Every service of Nova that is enabled is up."""
    cloud.require("services")
    down = [f"{service.binary} on {service.host}" for service in cloud.facts.services if service.enabled and not service.up]
    if down:
        raise CloudFault("every service of Nova that is enabled is up", f"down: {some(down)}")
