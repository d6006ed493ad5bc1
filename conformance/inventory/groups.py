"""What an Ansible inventory holds, whichever format it was written in: groups, their hosts, their children and variables."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from conformance.model.errors import UsageProblem

Variables = dict[str, object]

MOST_HOSTS = 100_000
MOST_GROUPS = 10_000
MOST_MENTIONS = 1_000_000
"""Times that a host is put in a group, and variables beside hosts' names, together."""

DEEPEST = 50
"""Groups within each other."""

_LONGEST_NAME = 253
"""Characters: those of a host name in DNS."""


@dataclass
class Group:
    """One group as written: its variables, its own hosts' names (as keys, in their order), and the names of the groups in it."""

    variables: Variables = field(default_factory=dict)
    hosts: dict[str, None] = field(default_factory=dict)
    children: list[str] = field(default_factory=list)


@dataclass
class Groups:
    """All groups by name, and what was written beside hosts' names.

    where says, for each host and variable, where it was first given ("line 3"), for messages. Nothing is added after the first question.
    """

    source: str
    groups: dict[str, Group] = field(default_factory=dict)
    host_variables: dict[str, Variables] = field(default_factory=dict)
    where: dict[tuple[str, str], str] = field(default_factory=dict)
    _mentions: int = 0

    def group(self, name: str) -> Group:
        """The group of that name, made if it is new. :raises UsageProblem: there are too many"""
        if name not in self.groups and len(self.groups) >= MOST_GROUPS:
            raise UsageProblem(f"{self.source}: there are more than {MOST_GROUPS:,} groups, which is the limit")
        return self.groups.setdefault(name, Group())

    def add_host(self, group: str, name: str, variables: Variables, where: str) -> None:
        """Put a host in a group.

        :raises UsageProblem: its name cannot be one; there are too many; or the host was given another value of a variable before, so that
            one of them is a mistake
        """
        if not name.isprintable() or len(name) > _LONGEST_NAME:
            raise UsageProblem(
                f"{self.source}: {name[:60]!r} ({where}) cannot be the name of a host: at most {_LONGEST_NAME} printable characters"
            )
        self._mentions += 1 + len(variables)
        if self._mentions > MOST_MENTIONS:
            raise UsageProblem(
                f"{self.source}: hosts in groups, and variables beside hosts, are more than {MOST_MENTIONS:,} together, which is the limit"
            )
        self.group(group).hosts[name] = None
        known = self.host_variables.setdefault(name, {})
        if len(self.host_variables) > MOST_HOSTS:
            raise UsageProblem(f"{self.source}: there are more than {MOST_HOSTS:,} hosts, which is the limit")
        for variable, value in variables.items():
            if variable in known and known[variable] != value:
                raise UsageProblem(
                    f"{self.source}: host {name} is given twice, with {variable}={brief(known[variable])} ({self.where[name, variable]}) "
                    f"and with {variable}={brief(value)} ({where}). Name each host once"
                )
            known[variable] = value
            self.where.setdefault((name, variable), where)

    def hosts_in(self, group: str) -> list[str]:
        """The hosts of a group and of all groups in it, each once; `all` holds every host.

        :raises UsageProblem: a group in it is not there, is a child of itself, or too deep
        """
        if group == "all":
            return list(self.host_variables)
        members: dict[str, None] = {}
        self._collect(group, (), members)
        return list(dict.fromkeys(name for member in members for name in self.groups[member].hosts))

    def variables_of(self, host: str, names: Iterable[str]) -> Variables:
        """Of the named variables, those that the host has: of `all`, under those of outer groups, under those of inner ones, under its own.

        :raises UsageProblem: a group is missing, a child of itself, or too deep
        """
        order = self._order
        groups, own = order.groups_of.get(host, 0), self.host_variables.get(host, {})
        found: Variables = {}
        for name in names:
            if name in own:
                found[name] = own[name]
            elif having := groups & order.having.get(name, 0):
                found[name] = self.groups[order.names[having.bit_length() - 1]].variables[name]
        return found

    def _collect(self, group: str, way: tuple[str, ...], members: dict[str, None]) -> None:
        """Adds a group and those in it, each once: however many ways lead to a group, it is gone into once."""
        if group in way:
            raise UsageProblem(f"{self.source}: group {group} is a child of itself ({', '.join(way)})")
        if len(way) >= DEEPEST:
            raise self._too_deep(group)
        if group in members:
            return
        members[group] = None
        for child in self.groups[group].children:
            self._known(child, group)
            self._collect(child, (*way, group), members)

    @cached_property
    def _order(self) -> "_Order":
        parents: dict[str, set[str]] = {name: set() for name in self.groups}
        for name, group in self.groups.items():
            for child in group.children:
                self._known(child, name)
                parents[child].add(name)
        depths: dict[str, int] = {}
        try:
            for name in TopologicalSorter(parents).static_order():
                depths[name] = 0 if name == "all" else 1 + max((depths[parent] for parent in parents[name]), default=0)
                if depths[name] > DEEPEST:
                    raise self._too_deep(name)
        except CycleError as error:
            way = error.args[1]
            raise UsageProblem(f"{self.source}: group {way[0]} is a child of itself ({', '.join(reversed(way[1:]))})") from error
        return _Order(self, parents, depths)

    def _known(self, child: str, group: str) -> None:
        if child not in self.groups:
            raise UsageProblem(f"{self.source}: group {group} has a child {brief(child)}, but there is no group {brief(child)}")

    def _too_deep(self, group: str) -> UsageProblem:
        return UsageProblem(f"{self.source}: group {group} is more than {DEEPEST} groups deep in others, which is the limit")


class _Order:
    """The groups from the outermost to the innermost, whose variables count most. Sets of groups are numbers here, a bit a group.

    names: of the groups in that order. groups_of: by host, all groups that it is in. having: by variable, the groups that have it.
    """

    def __init__(self, groups: Groups, parents: dict[str, set[str]], depths: dict[str, int]) -> None:
        self.names = sorted(depths, key=lambda name: (depths[name], name))
        bits = {name: 1 << rank for rank, name in enumerate(self.names)}
        # depths is in an order in which parents come before their children
        around: dict[str, int] = {}
        for name in depths:
            around[name] = bits[name]
            for parent in parents[name]:
                around[name] |= around[parent]
        self.groups_of: dict[str, int] = dict.fromkeys(groups.host_variables, bits.get("all", 0))
        self.having: dict[str, int] = {}
        for name, group in groups.groups.items():
            for host in group.hosts:
                self.groups_of[host] |= around[name]
            for variable in group.variables:
                self.having[variable] = self.having.get(variable, 0) | bits[name]


def brief(value: object, longest: int = 100) -> str:
    """A text or value for a message, its end cut off where it is longer than so many characters."""
    text = str(value)
    return text if len(text) <= longest else f"{text[:longest]}..."
