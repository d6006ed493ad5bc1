"""Comparing one host with the others."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.invariant import NotApplicable
from conformance.run.host_facts import HostFacts

_AT_ONCE = 16
_MOST_NAMED = 4


def expect_alike(what: str, host: HostFacts, others: Sequence[HostFacts], read: Callable[[HostFacts], str]) -> None:
    """See that a host says what most hosts say, so that it is the odd one that fails. Where it is a draw, the first by name is right.

    Another host that cannot say it is left out: its own tests tell of that.

    :param what: what is read, for people
    :raises CloudFault: the host differs
    :raises NotApplicable: there is no other host to compare it with
    """
    seen = {host.name: read(host)}
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        readings = pool.map(lambda other: _read_or_none(other, read), others)
        seen |= {other.name: value for other, value in zip(others, readings, strict=True) if value is not None}
    if len(seen) == 1:
        raise NotApplicable(f"there is no other host to compare {host.name} with")
    hosts_by_value: dict[str, list[str]] = defaultdict(list)
    for name, value in sorted(seen.items()):
        hosts_by_value[value].append(name)
    [(usual, _)] = Counter({value: len(names) for value, names in hosts_by_value.items()}).most_common(1)
    if seen[host.name] != usual:
        names = hosts_by_value[usual]
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        raise CloudFault(f"{what}: {usual}, as on {', '.join(names[:_MOST_NAMED])}{more}", f"{what}: {seen[host.name]}", host.name)


def _read_or_none(host: HostFacts, read: Callable[[HostFacts], str]) -> str | None:
    try:
        return read(host)
    except (CloudFault, SuiteFault):
        return None
