"""Comparing one host with the others."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from conformance.checks.host import Host
from conformance.input import complaints
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.invariant import NotApplicable

_MOST_NAMED = 4

T = TypeVar("T")


def expect_alike(what: str, host: Host, others: Sequence[Host], read: Callable[[Host], str]) -> None:
    """See that a host says what most hosts say, so that it is the odd one that fails. Where it is a draw, the first by name is right.

    Another host that cannot say it is left out: its own tests tell of that.

    :param what: what is read, for people
    :raises CloudFault: the host differs
    :raises NotApplicable: there is no other host to compare it with
    """
    seen = {host.name: read(host)}
    seen |= {other.name: value for other in others if (value := read_or_none(other, read)) is not None}
    if len(seen) == 1:
        raise NotApplicable(f"there is no other host to compare {host.name} with")
    hosts_by_value: dict[str, list[str]] = defaultdict(list)
    for name, value in sorted(seen.items()):
        hosts_by_value[value].append(name)
    [(usual, _)] = Counter({value: len(names) for value, names in hosts_by_value.items()}).most_common(1)
    if seen[host.name] != usual:
        raise CloudFault(f"{what}: {usual}, as on {some(hosts_by_value[usual])}", f"{what}: {seen[host.name]}", host.name)


def some(names: Iterable[str]) -> str:
    """A few of the names, and how many more there are: a claim's words are of one line."""
    return complaints.some(names, _MOST_NAMED)


def read_or_none(host: Host, read: Callable[[Host], T | None]) -> T | None:
    """What another host says; None where it cannot: its own tests tell of that."""
    try:
        return read(host)
    except (CloudFault, SuiteFault, NotApplicable):
        return None
