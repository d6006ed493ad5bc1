"""Containers run with the configuration that their deployer has written for them."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import DEPLOY_GUIDE
from conformance.model.invariant import About, NotApplicable

ABOUT = About(
    cause="service-misconfigured",
    why="A container copies its configuration when it starts. What was written since counts from its next start on: at the worst of times.",
    remedy="kolla-ansible reconfigure (with --tags nova-cell --limit HOST), or restart the container, when the host may be disturbed.",
    practice="Restart services whose configuration was changed, and see that each runs with what is deployed.",
    source=(DEPLOY_GUIDE.at("step 4 of the procedure"),),
)


def check(host: Host) -> None:
    """The files of nova-compute's container, and of libvirt's, are those that Kolla's deployer has written on the host."""
    found = {
        "nova_compute": host.read("deployed_nova_compute", host.facts.deployed_nova_compute),
        "nova_libvirt": host.read("deployed_libvirt", host.facts.deployed_libvirt),
    }
    if not any(files.compared for files in found.values()):
        raise NotApplicable("its services do not run in containers of Kolla's")
    for name, files in found.items():
        if files.differing:
            expected = f"{name} runs with the configuration that is deployed on {host.name}"
            raise CloudFault(expected, f"in its container are others of {', '.join(files.differing)}", host.name)
