"""Nova waits for Neutron as long as the site wants."""

from conformance.model.errors import CloudFault
from conformance.run.host_facts import HostFacts


def check(host: HostFacts) -> None:
    """vif_plugging_timeout is in the range that the profile accepts: too short fails instances under load, too long hides a dead agent."""
    accepted = host.profile.expect.vif_plugging_timeout
    seen = host.nova_conf.vif_plugging_timeout
    if not accepted.min <= seen <= accepted.max:
        raise CloudFault(f"vif_plugging_timeout from {accepted.min} to {accepted.max} s", f"{seen} s", host.name)
