"""Nova's services are up."""

from conformance.model.errors import CloudFault
from conformance.model.invariant import About
from conformance.run.comparison import some
from conformance.run.host import Cloud

ABOUT = About(
    cause="compute-service-down",
    why="Nothing is scheduled to a host whose nova-compute is down; without conductor or scheduler, nothing is scheduled at all.",
    remedy="openstack compute service list; start the service, or look in its log why it does not report (RabbitMQ, database).",
    source="Nova skill: post-deploy verification, troubleshooting 5; Failed to Deploy Virtual Machine: validate compute service status",
)


def check_cloud(cloud: Cloud) -> None:
    """Every service of Nova that is enabled is up."""
    cloud.insist("services")
    down = [f"{service.binary} on {service.host}" for service in cloud.facts.services if service.enabled and not service.up]
    if down:
        raise CloudFault("every service of Nova that is enabled is up", f"down: {some(down)}")
