"""SELinux or AppArmor is in the state that the site wants."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import SPAWN_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause=None,
    why="SELinux or AppArmor that was switched off for a test and forgotten is noticed by nobody, until a guest breaks out.",
    remedy="setenforce 1, or start the host with apparmor=1 security=apparmor; ship the policy for OpenStack with it.",
    practice="Run SELinux or AppArmor in enforcing mode.",
    source=(SPAWN_GUIDE.at("root cause 5"), SPAWN_GUIDE.at("prevention best practices")),
)


def check(host: Host) -> None:
    """The host's mandatory access control is one that the profile accepts."""
    accepted = host.profile.expect.mandatory_access_control
    seen = host.access_control.state
    if seen not in accepted:
        raise CloudFault(f"mandatory access control: {' or '.join(accepted)}", seen, host.name)
