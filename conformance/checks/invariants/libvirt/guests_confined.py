"""Guests are confined by the host's policy."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import SPAWN_GUIDE
from conformance.model.invariant import About, NotApplicable

ABOUT = About(
    cause=None,
    why="The kernel may enforce while libvirt, without the policy for guests, labels none of them: they run unconfined.",
    remedy="Install the policy (openstack-selinux; AppArmor's profile of libvirtd) and restart libvirt; virsh capabilities shows secmodel.",
    practice="Confine guests by the policy of SELinux or AppArmor.",
    source=(SPAWN_GUIDE.at("root cause 5"), SPAWN_GUIDE.at("prevention best practices")),
)


def check(host: Host) -> None:
    """Where the host runs SELinux or AppArmor, its policy for guests is loaded and libvirt confines them by it."""
    if not host.profile.expect.guests_confined:
        raise NotApplicable("the profile says that guests need not be confined (expect.guests_confined: false)")
    state = host.access_control.state
    model = state.partition("-")[0]
    if model == "none":
        raise NotApplicable("the host runs neither SELinux nor AppArmor")
    drivers = host.libvirt.security_models
    if model not in drivers:
        expected = f"libvirt confines guests by {model}, as the host runs {state}"
        raise CloudFault(expected, f"libvirt's security drivers: {', '.join(drivers) or 'none'}", host.name)
