"""nova-compute is configured alike."""

from collections import Counter
from collections.abc import Mapping, Sequence

from conformance.checks.comparison import some
from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import LIVE_MIGRATION_GUIDE
from conformance.model.invariant import About, NotApplicable

ABOUT = About(
    cause=None,
    why="A host that was left out when the configuration was rolled out behaves otherwise than the others, some day.",
    remedy="Roll the configuration out again, and restart nova-compute where it had not been.",
    practice="Keep nova.conf alike on all compute hosts.",
    source=(LIVE_MIGRATION_GUIDE.at("prevention best practices"),),
    differs_in_upgrade=True,
)

_OWN = {"DEFAULT/host", "DEFAULT/my_ip", "libvirt/live_migration_inbound_addr", "libvirt/migration_inbound_addr"}
"""What is different on every host, and must be."""


def check_among(host: Host, others: Sequence[Host]) -> None:
    """Every option of nova.conf has the value that most hosts with the same processors have; a host's own names and addresses are alike."""
    mine, model = _all(host), host.cpu.model
    like = [other for other in others if other.facts.cpu is not None and other.facts.cpu.model == model]
    rest = [_all(other) for other in like if other.facts.options is not None]
    if not rest:
        raise NotApplicable(f"there is no other host like {host.name} to compare it with")
    odd = sorted(name for name in {*mine, *(name for one in rest for name in one)} - _OWN if _is_odd(name, mine, rest))
    if odd:
        shown = some(f"[{name.replace('/', '] ')}" for name in odd)
        raise CloudFault("nova.conf as on most hosts like it", f"other values, or none, of {shown}", host.name)


def _all(host: Host) -> Mapping[str, str]:
    return {**host.facts.digests, **host.read("options", host.facts.options)}


def _is_odd(name: str, mine: Mapping[str, str], rest: Sequence[Mapping[str, str]]) -> bool:
    values = Counter(one.get(name) for one in (*rest, mine))
    return values[mine.get(name)] * 2 < len(rest) + 1
