"""Why a test says nothing about a host or pair: a typed reason, and the words for it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from conformance.model.site import Site


class SkipReason(StrEnum):
    """The reasons there are, beside invariants that do not apply: docs/safety.md lists them all."""

    HOST_DISABLED = "host-disabled"
    """People have disabled the host in Nova. One that Nova has disabled itself is tested."""
    TOO_FEW_HOSTS = "too-few-hosts"
    """There are no pairs."""
    NO_HEADROOM = "no-headroom"
    """Placement has no room for the instance on the host."""
    DESTINATION_NOT_OURS = "destination-not-ours"
    """Nova would pick a host that is excluded."""
    NO_BLOCK_STORAGE = "no-block-storage"
    """The catalog has none."""


def hides(reason: str) -> bool:
    """Whether a test that was skipped for that reason could have told of a fault: a run of such tests alone has tested nothing."""
    return reason.partition(":")[0] in set(SkipReason)


def why_skip(site: Site, *names: str) -> str | None:
    """Why tests of these hosts are to be skipped: REASON: words; None if they are not."""
    for name in names:
        host = site.host(name)
        if not host.takes_part:
            reason = host.disabled_reason or "Nova has no reason for it"
            return f"{SkipReason.HOST_DISABLED}: {name} is disabled in Nova ({reason})"
    return None


def too_few_hosts(site: Site) -> str:
    """Why pair tests are skipped where there are no pairs."""
    return f"{SkipReason.TOO_FEW_HOSTS}: a pair needs two compute hosts, and Nova has {len(site.hosts)}"


def why_no_choice(site: Site, operation: str) -> str | None:
    """Why what Nova picks the destination of is skipped: it could pick a host that is excluded. None: it is not.

    :param operation: with its article: a resize
    """
    others = [host.name for host in site.excluded if host.enabled]
    if not others:
        return None
    more = f" and {len(others) - 1} more are" if len(others) > 1 else " is"
    return f"{SkipReason.DESTINATION_NOT_OURS}: Nova picks the destination of {operation}, and {others[0]}{more} excluded"


def why_no_volumes(site: Site, users: Sequence[str]) -> str | None:
    """Why tests of volumes are skipped: the catalog has no block storage. None: it has some, or hosts are configured to use some.

    :param users: the hosts whose nova.conf names block storage
    """
    if site.block_storage or users:
        return None
    return f"{SkipReason.NO_BLOCK_STORAGE}: the cloud has no block storage service"


def why_too_full(without_room: Mapping[str, str], *names: str) -> str | None:
    """Why tests that put instances on these hosts are skipped: one has no room for them. None: all have."""
    return next((f"{SkipReason.NO_HEADROOM}: {name}: {without_room[name]}" for name in names if name in without_room), None)
