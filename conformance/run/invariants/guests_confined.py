"""Guests are confined by the host's policy."""

from conformance.model.errors import CloudFault
from conformance.model.invariant import NotApplicable
from conformance.run.access_control_state import access_control_state
from conformance.run.host_facts import HostFacts


def check(host: HostFacts) -> None:
    """Where the host runs SELinux or AppArmor, its policy for guests is loaded and libvirt confines them by it."""
    if not host.profile.expect.guests_confined:
        raise NotApplicable("the profile says that guests need not be confined (expect.guests_confined: false)")
    state = access_control_state(host.access)
    model = state.partition("-")[0]
    if model == "none":
        raise NotApplicable("the host runs neither SELinux nor AppArmor")
    if model not in host.security_models:
        drivers = ", ".join(host.security_models) or "none"
        expected = f"libvirt confines guests by {model}, as the host runs {state}"
        raise CloudFault(expected, f"libvirt's security drivers: {drivers}", host.name)
