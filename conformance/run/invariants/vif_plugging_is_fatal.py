"""An instance without network fails, or not, as the site wants."""

from conformance.model.errors import CloudFault
from conformance.model.invariant import NotApplicable
from conformance.run.host_facts import HostFacts


def check(host: HostFacts) -> None:
    """vif_plugging_is_fatal is what the profile says: where it is false, an instance without network becomes ACTIVE."""
    wanted = host.profile.expect.vif_plugging_is_fatal
    if wanted is None:
        raise NotApplicable("the profile accepts either (expect.vif_plugging_is_fatal: null)")
    seen = host.nova_conf.vif_plugging_is_fatal
    if seen != wanted:
        raise CloudFault(f"vif_plugging_is_fatal = {str(wanted).lower()}", str(seen).lower(), host.name)
