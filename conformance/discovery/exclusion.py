"""Which compute hosts take part in a run: those that the lists of profile and command line allow, less those that they deny."""

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from openstack.connection import Connection

from conformance.cloud.connection import listed, try_api
from conformance.config.host_selection import HostSelection
from conformance.model.errors import UsageProblem
from conformance.model.hosts import ComputeHost


def excluded_hosts(
    conn: Connection,
    hosts: Iterable[ComputeHost],
    allow: Sequence[HostSelection],
    deny: Sequence[HostSelection],
    untested: Iterable[ComputeHost] = (),
) -> tuple[str, ...]:
    """The hosts that are excluded, sorted.

    :param allow: each list that names anything must allow a host
    :param untested: hosts that are not tested anyhow, and that a pattern may fit
    :raises UsageProblem: a pattern fits nothing: a list that was misspelt protects nobody; or no host is left;
        or Nova does not answer as it should
    """
    known = tuple(hosts)
    fitting = (*known, *untested)
    lists = [*allow, *deny]
    if not any(lists):
        return ()
    asked = any(places.aggregates for places in lists)
    aggregates = try_api(conn, "Nova", lambda: _aggregates(conn), what="list aggregates") if asked else {}
    for what, places in [*(("allow", one) for one in allow), *(("deny", one) for one in deny)]:
        for kind, pattern in places.patterns():
            if not any(_fits(kind, pattern, host, aggregates) for host in fitting):
                raise UsageProblem(f"{what} {kind}={pattern}: fits no compute host. Correct it: a list that fits nothing protects nothing")
    excluded = tuple(
        sorted(
            host.name
            for host in known
            if any(_in(places, host, aggregates) for places in deny) or not all(_in(places, host, aggregates) for places in allow if places)
        )
    )
    if len(excluded) == len(known):
        raise UsageProblem("the lists of hosts, zones and aggregates that are allowed and denied leave no compute host to test")
    return excluded


def _in(places: HostSelection, host: ComputeHost, aggregates: Mapping[str, Sequence[str]]) -> bool:
    return any(_fits(kind, pattern, host, aggregates) for kind, pattern in places.patterns())


def _fits(kind: str, pattern: str, host: ComputeHost, aggregates: Mapping[str, Sequence[str]]) -> bool:
    names = {"host": (host.name,), "zone": (host.zone,), "aggregate": tuple(aggregates.get(host.name, ()))}[kind]
    return any(fnmatchcase(name, pattern) for name in names)


def _aggregates(conn: Connection) -> dict[str, list[str]]:
    """By host, the names of the aggregates that it is in."""
    found: dict[str, list[str]] = {}
    for aggregate in listed(conn.compute.aggregates()):
        for host in aggregate.hosts or ():
            found.setdefault(host, []).append(str(aggregate.name))
    return found
