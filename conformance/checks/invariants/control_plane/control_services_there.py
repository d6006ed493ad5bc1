"""Nova has a conductor and a scheduler."""

from conformance.checks.host import Cloud
from conformance.model.errors import CloudFault
from conformance.model.guides import DEPLOY_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause="compute-service-down",
    why="Requests are accepted and stay in BUILD where nobody schedules them or writes to the database.",
    remedy="Start nova-scheduler and nova-conductor; openstack compute service list; in pods: CrashLoopBackOff, OOMKilled, Pending.",
    practice="See that a scheduler and a conductor are deployed and up.",
    source=(DEPLOY_GUIDE.at("step 4 of the procedure"),),
)


def check_cloud(cloud: Cloud) -> None:
    """At least one nova-scheduler and one nova-conductor is enabled and up."""
    cloud.require("services")
    working = {service.binary for service in cloud.facts.services if service.up and service.enabled}
    for binary in ("nova-scheduler", "nova-conductor"):
        if binary not in working:
            raise CloudFault(f"a {binary} that is enabled and up", f"up: {', '.join(sorted(working)) or 'nothing'}")
