"""The hosts of an operation, and which side of it each is."""

from conformance.model.evidence import Side
from conformance.model.operation import Operation


def hosts_of(operation: Operation) -> tuple[str, ...]:
    """The compute hosts that took part, source first, each once."""
    return tuple(dict.fromkeys(host for host in (operation.source, operation.destination) if host))


def side_of(host: str | None, operation: Operation) -> Side | None:
    """The side that a host is on, or None if it took no part."""
    if host is None or host not in hosts_of(operation):
        return None
    if operation.source == operation.destination:
        return Side.BOTH
    return Side.SOURCE if host == operation.source else Side.DESTINATION
