"""The whole examination of a site."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from openstack.connection import Connection

from conformance.cloud.connection import check_access, connect, user_of
from conformance.config.profile import Profile, load_profile
from conformance.config.profile_model import LogicalService, ServiceKind
from conformance.discovery.compute_hosts import KnownHosts, find_compute_hosts
from conformance.discovery.discovery import named_as_novas
from conformance.discovery.exclusion import excluded_hosts
from conformance.discovery.guest_choice import choose_guest
from conformance.doctor.finding import Diagnosis, Finding, Status
from conformance.doctor.host_check import check_cluster, check_host
from conformance.doctor.rights import check_rights
from conformance.inventory.inventory import Inventory, read_inventory
from conformance.model.errors import UsageProblem
from conformance.model.hosts import ComputeHost
from conformance.target import Target

_T = TypeVar("_T")

_AT_ONCE = 64
"""Hosts that are examined at the same time: nearly all that is done is waiting for them."""

_CONNECT = 5
"""Seconds at most until a host that does not answer is given up."""

Tell = Callable[[Finding], None]


def diagnose(cloud: str, profile_name: str, inventory_path: Path | None, *, timeout: float = 20, tell: Tell = lambda _: None) -> Diagnosis:
    """Examine a site; whatever is wrong with one thing, all others are looked at as far as they can be.

    :param timeout: seconds for each command on a host; a host that hangs costs that once, and at most 25 s to be given up;
        it keeps no other waiting
    :param tell: called with each finding as soon as it is made, from the thread that called this
    """
    examination = _Examination(timeout, tell)
    examination.run(cloud, profile_name, inventory_path)
    inventory = str(inventory_path) if inventory_path else None
    return Diagnosis(cloud=cloud, profile=profile_name, inventory=inventory, findings=tuple(examination.findings))


class _Examination:
    def __init__(self, timeout: float, tell: Tell) -> None:
        self._timeout = timeout
        self._connect_timeout = max(1, min(_CONNECT, int(timeout)))
        self._tell = tell
        self.findings: list[Finding] = []

    def run(self, cloud: str, profile_name: str, inventory_path: Path | None) -> None:
        """Profile and inventory first, as they take little time; then the cloud; then all hosts at the same time."""
        profile = self._try("profile", lambda: load_profile(profile_name))
        if profile and not profile.services:
            advice = "Name them, or a profile that it extends"
            self._add(Status.PROBLEM, "profile", f"{profile_name} has no services, so that nothing can be looked at on hosts. {advice}")
        elif profile:
            self._add(Status.OK, "profile", f"{profile_name}: {profile.title or 'no title'}, {len(profile.services)} services")
        groups = (profile.hosts.group, profile.hosts.control_group) if profile else (None, None)
        inventory = self._try("inventory", lambda: read_inventory(inventory_path, *groups))
        if inventory and inventory.path:
            self._add(Status.OK, "inventory", f"{inventory.path}: {_count(len(inventory.hosts), 'compute host')}, {inventory.how}")
            if inventory.left_out:
                self._add(Status.NOTE, "inventory", inventory.left_out)
        target = None
        if profile and inventory:
            target = Target(cloud=cloud, profile_name=profile_name, profile=profile, inventory=inventory)
        names, target = self._cloud(cloud, profile, inventory or Inventory(), target)
        if target:
            self._hosts(target, names or list(target.inventory.hosts))

    def _cloud(self, cloud: str, profile: Profile | None, inventory: Inventory, target: Target | None) -> tuple[list[str], Target | None]:
        """The names of the compute hosts that take part, none if the cloud does not tell; and the target, by Nova's names of hosts."""
        conn = self._try("cloud", lambda: connect(cloud))
        if conn is None:
            return [], target
        with conn:
            if not self._passes("cloud", lambda: check_access(conn, self._timeout)):
                return [], target
            self._add(Status.OK, "cloud", f"{cloud}: lets {user_of(conn)} in")
            self._extend(check_rights(conn, self._timeout))
            if profile:
                self._guest(conn, profile)
            found = self._try("hosts", lambda: find_compute_hosts(conn, inventory))
            if found is None:
                return [], target
            excluded = self._excluded(conn, profile, found) if profile else ()
        hosts = tuple(host for host in found.hosts if host.name not in excluded)
        if target:
            target = self._named(target, found, hosts)
        self._compute_hosts(hosts, found)
        return [host.name for host in hosts if host.up and host.takes_part], target

    def _named(self, target: Target, found: KnownHosts, hosts: Sequence[ComputeHost]) -> Target:
        """The target, by Nova's names of hosts; as it is where the inventory does not have them."""
        named = self._try("hosts", lambda: named_as_novas(target, found, hosts))
        if named is None:
            return target
        target, notes = named
        for note in notes:
            self._add(Status.NOTE, "inventory", note)
        return target

    def _excluded(self, conn: Connection, profile: Profile, found: KnownHosts) -> tuple[str, ...]:
        """The hosts that the profile's lists keep out: they are not logged in to. A list that is wrong keeps nobody out, and is told."""
        lists = (profile.allow,), (profile.deny,)
        excluded = self._try("hosts", lambda: excluded_hosts(conn, found.hosts, *lists, found.untested)) or ()
        for name in excluded:
            self._add(Status.NOTE, name, "excluded by the profile's lists allow and deny. To have it tested, change them there")
        return excluded

    def _guest(self, conn: Connection, profile: Profile) -> None:
        choice = self._try("guest", lambda: choose_guest(conn, profile.guest))
        if choice:
            ids = f"image {choice.image}, flavor {choice.flavor}, to resize to {choice.resize_flavor}, network {choice.network}"
            self._add(Status.OK, "guest", ids)

    def _compute_hosts(self, hosts: Sequence[ComputeHost], found: KnownHosts) -> None:
        """Those that take part, and those that do not."""
        part = [host for host in hosts if host.up and host.takes_part]
        for host, why in found.untested.items():
            self._add(Status.NOTE, host.name, f"excluded: {why}")
        for host in hosts:
            if not host.up:
                self._add(Status.NOTE, host.name, f"excluded: {host.why_down}. Look at: openstack compute service list --host {host.name}")
            elif host.disabled_by_nova:
                advice = "Look at libvirt there: systemctl status libvirtd virtqemud; docker logs nova_libvirt"
                self._add(Status.PROBLEM, host.name, f"its nova-compute has disabled itself ({host.disabled_reason}). {advice}")
            elif not host.enabled:
                why = f" ({host.disabled_reason})" if host.disabled_reason else ""
                advice = f"To have it tested: openstack compute service set --enable {host.name} nova-compute"
                self._add(Status.NOTE, host.name, f"excluded: its nova-compute is disabled{why}. {advice}")
        if len(part) < 2:
            advice = "Look at: openstack compute service list --service nova-compute"
            self._add(Status.PROBLEM, "hosts", f"{_count(len(part), 'compute host')} can be tested, and a pair needs two. {advice}")
        else:
            self._add(Status.OK, "hosts", f"{len(part)} of {_count(len(hosts), 'compute host')} are tested")

    def _hosts(self, target: Target, names: Iterable[str]) -> None:
        profile = target.profile
        wanted, maybe = _wanted(profile, names), _maybe(profile, target.inventory)
        for name, services in maybe.items():
            wanted[name] += services
        with target.hosts(connect_timeout=self._connect_timeout) as hosts, ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
            cluster = pool.submit(lambda: list(check_cluster(hosts, profile)))
            examined = [
                pool.submit(check_host, hosts, name, services, profile, self._timeout, maybe.get(name, ()))
                for name, services in sorted(wanted.items())
            ]
            for future in [cluster, *examined]:
                self._extend(future.result())
        self._unplaced(profile)

    def _unplaced(self, profile: Profile) -> None:
        """Services of the control plane of which nobody says where they run: they are done without."""
        seen = {finding.service for finding in self.findings}
        # what a site may do without, and another service does, is not missed
        unplaced = [
            name for name in _nowhere_said(profile) if name not in seen and not (name.need_not_be_said and profile.services[name].optional)
        ]
        if unplaced:
            names = ", ".join(unplaced)
            advice = "Name their hosts as services.NAME.hosts in a profile of your own"
            self._add(Status.NOTE, "services", f"not found, as the profile does not say on which hosts they run: {names}. {advice}")

    def _try(self, subject: str, look: Callable[[], _T]) -> _T | None:
        """What it gives; None after a finding, if a run could not start for it."""
        try:
            return look()
        except UsageProblem as problem:
            self._add(Status.FATAL, subject, str(problem))
            return None

    def _passes(self, subject: str, check: Callable[[], None]) -> bool:
        """Whether it does not complain; else there is a finding of it."""

        def look() -> bool:
            check()
            return True

        return self._try(subject, look) is not None

    def _add(self, status: Status, subject: str, text: str) -> None:
        self._extend([Finding(status=status, subject=subject, text=text)])

    def _extend(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.findings.append(finding)
            self._tell(finding)


def _wanted(profile: Profile, names: Iterable[str]) -> dict[str, list[LogicalService]]:
    """What is looked for on which host."""
    wanted: dict[str, list[LogicalService]] = defaultdict(list)
    for name in names:
        wanted[name] = [service for service in profile.services if service.on_compute_hosts]
    for name, service in profile.services.items():
        for host in service.hosts:
            wanted[host].append(name)
    return wanted


def _maybe(profile: Profile, inventory: Inventory) -> dict[str, list[LogicalService]]:
    """What may run on the inventory's control hosts, as the profile names no hosts for it."""
    services = _nowhere_said(profile)
    return dict.fromkeys(inventory.names_of_control, services) if services else {}


def _nowhere_said(profile: Profile) -> list[LogicalService]:
    """The services of the control plane that run on hosts, of which the profile does not say on which."""
    return [
        name
        for name, service in profile.services.items()
        if not name.on_compute_hosts and not service.hosts and service.kind not in {ServiceKind.KUBECTL, ServiceKind.NONE}
    ]


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
