"""Hosts that a profile or an option names, by their own names or by where they are."""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import Field

from conformance.model.base import Noun
from conformance.model.errors import UsageProblem

KINDS = ("host", "zone", "aggregate")


class HostSelection(Noun):
    """Hosts, by their own names or by where they are; shell patterns."""

    hosts: tuple[str, ...] = Field(default=(), description="Names of compute hosts, as Nova has them; shell patterns.")
    zones: tuple[str, ...] = Field(default=(), description="Names of availability zones; shell patterns.")
    aggregates: tuple[str, ...] = Field(default=(), description="Names of host aggregates; shell patterns.")

    def patterns(self) -> Iterator[tuple[str, str]]:
        """Each pattern, with what it is a pattern of."""
        for kind, patterns in zip(KINDS, (self.hosts, self.zones, self.aggregates), strict=True):
            yield from ((kind, pattern) for pattern in patterns)

    def __bool__(self) -> bool:
        return any(True for _ in self.patterns())


NO_SELECTION = HostSelection()
"""A list that names nothing, and so says nothing."""


def selection_of(given: Sequence[str], option: str) -> HostSelection:
    """The places that an option names: KIND=PATTERN, or HOST alone. :raises UsageProblem: there is no such kind"""
    found: Mapping[str, list[str]] = {kind: [] for kind in KINDS}
    for one in given:
        kind, equals, pattern = one.partition("=")
        if not equals:
            kind, pattern = "host", one
        if kind not in found or not pattern:
            raise UsageProblem(f"{option} {one}: give the name of a host, or one of {', '.join(f'{kind}=NAME' for kind in KINDS)}")
        found[kind].append(pattern)
    return HostSelection(hosts=tuple(found["host"]), zones=tuple(found["zone"]), aggregates=tuple(found["aggregate"]))
