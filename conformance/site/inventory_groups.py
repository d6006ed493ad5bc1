"""What an Ansible inventory holds, whichever format it was written in: groups, their hosts, their children and variables."""

from dataclasses import dataclass, field

from conformance.model.errors import UsageProblem

Variables = dict[str, object]


@dataclass
class Group:
    """One group as written: its variables, its own hosts' names, and the names of the groups in it."""

    variables: Variables = field(default_factory=dict)
    hosts: list[str] = field(default_factory=list)
    children: list[str] = field(default_factory=list)


@dataclass
class Groups:
    """All groups by name, and what was written beside hosts' names.

    where says, for each host and variable, where it was first given ("line 3"), for messages.
    """

    source: str
    groups: dict[str, Group] = field(default_factory=dict)
    host_variables: dict[str, Variables] = field(default_factory=dict)
    where: dict[tuple[str, str], str] = field(default_factory=dict)

    def group(self, name: str) -> Group:
        """The group of that name, made if it is new."""
        return self.groups.setdefault(name, Group())

    def add_host(self, group: str, name: str, variables: Variables, where: str) -> None:
        """Put a host in a group.

        :raises UsageProblem: the host was given another value of a variable before, so that one of them is a mistake
        """
        hosts = self.group(group).hosts
        if name not in hosts:
            hosts.append(name)
        known = self.host_variables.setdefault(name, {})
        for variable, value in variables.items():
            if variable in known and known[variable] != value:
                raise UsageProblem(
                    f"{self.source}: host {name} is given twice, with {variable}={known[variable]} ({self.where[name, variable]}) "
                    f"and with {variable}={value} ({where}). Name each host once"
                )
            known[variable] = value
            self.where.setdefault((name, variable), where)

    def hosts_in(self, group: str) -> list[str]:
        """The hosts of a group and of all groups in it, each once; `all` holds every host."""
        if group == "all":
            return list(self.host_variables)
        names: dict[str, None] = {}
        for member in self._with_children(group, ()):
            names.update(dict.fromkeys(self.groups[member].hosts))
        return list(names)

    def variables_of(self, host: str) -> Variables:
        """The host's variables: those of `all`, under those of outer groups, under those of inner ones, under its own."""
        merged: Variables = {}
        for group in sorted(self.groups, key=lambda name: (self._depth(name, ()), name)):
            if host in self.hosts_in(group):
                merged.update(self.groups[group].variables)
        merged.update(self.host_variables.get(host, {}))
        return merged

    def _depth(self, group: str, below: tuple[str, ...]) -> int:
        if group == "all":
            return 0
        self._refuse_circle(group, below)
        parents = [name for name, other in self.groups.items() if group in other.children]
        return 1 + max((self._depth(parent, (*below, group)) for parent in parents), default=0)

    def _refuse_circle(self, group: str, way: tuple[str, ...]) -> None:
        if group in way:
            raise UsageProblem(f"{self.source}: group {group} is a child of itself ({', '.join(way)})")

    def _with_children(self, group: str, above: tuple[str, ...]) -> list[str]:
        self._refuse_circle(group, above)
        members = [group]
        for child in self.groups[group].children:
            if child not in self.groups:
                raise UsageProblem(f"{self.source}: group {group} has a child {child}, but there is no group {child}")
            members.extend(self._with_children(child, (*above, group)))
        return members
