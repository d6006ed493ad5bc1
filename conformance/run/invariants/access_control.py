"""SELinux or AppArmor is in the state that the site wants."""

from conformance.model.errors import CloudFault
from conformance.run.access_control_state import access_control_state
from conformance.run.host_facts import HostFacts


def check(host: HostFacts) -> None:
    """The host's mandatory access control is one that the profile accepts."""
    accepted = host.profile.expect.mandatory_access_control
    seen = access_control_state(host.access)
    if seen not in accepted:
        raise CloudFault(f"mandatory access control: {' or '.join(accepted)}", f"{seen}", host.name)
