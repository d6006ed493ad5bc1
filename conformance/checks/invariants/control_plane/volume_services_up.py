"""Cinder's services are up."""

from conformance.checks.comparison import some
from conformance.checks.host import Cloud
from conformance.model.errors import CloudFault
from conformance.model.guides import DEPLOY_GUIDE
from conformance.model.invariant import About, NotApplicable
from conformance.model.reference import Reference

_SERVICES = "https://opendev.org/openstack/cinder/src/branch/stable/2026.1/cinder/api/contrib/services.py"

ABOUT = About(
    cause="volume-create-failed",
    why="With cinder-volume or its scheduler down, volumes stay in creating or attaching, and guests that boot from one never start.",
    remedy="openstack volume service list; start the service, or look in its log why it does not report (backend, RabbitMQ, database).",
    practice="See that Cinder's services are up.",
    source=(
        DEPLOY_GUIDE.at("compute and final service-level validation: Cinder"),
        DEPLOY_GUIDE.at("step 7 of the procedure"),
        Reference(title="cinder/api/contrib/services.py (Cinder 2026.1)", url=_SERVICES),
    ),
)


def check_cloud(cloud: Cloud) -> None:
    """Where there is block storage, every service of Cinder that is enabled is up, and a cinder-volume is among them."""
    cloud.require("volume_services")
    services = cloud.facts.volume_services
    if services is None:
        raise NotApplicable("the catalog has no block storage")
    down = [f"{service.binary} on {service.host}" for service in services if service.enabled and not service.up]
    if down:
        raise CloudFault("every service of Cinder that is enabled is up", f"down: {some(down)}")
    working = {service.binary for service in services if service.enabled}
    if "cinder-volume" not in working:
        raise CloudFault("a cinder-volume that is enabled and up", f"up: {', '.join(sorted(working)) or 'nothing'}")
