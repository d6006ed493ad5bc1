"""What the services' own programs say of an upgrade: their upgrade checks, and whether their schemas are those of their code.

The commands are those of the services' upgrade guides, and change nothing: https://docs.openstack.org/nova/latest/cli/nova-status.html
(the same exit codes and table in all services), https://docs.openstack.org/glance/latest/cli/glancemanage.html (db check),
https://docs.openstack.org/neutron/latest/contributor/alembic_migrations.html (current). Nova's and Placement's programs show the revision
of their schemas alone, not whether that is the newest; Keystone's are not asked, as no profile says where it runs.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from conformance.config.profile_model import LogicalService
from conformance.model.errors import SuiteFault
from conformance.probe.hosts import Hosts
from conformance.transport.command import words
from conformance.transport.result import Result
from conformance.upgrade.gate_file import Reason

_BUDGET = 120.0
"""Seconds that a program may take: it asks databases and APIs."""

_MOST_WORDS = 400

_NOT_INSTALLED = frozenset({126, 127})
"""What a shell, and a container's engine, ends with where there is no such program."""

_FAILED_CHECK = re.compile(
    r"^\| Check: (?P<check>[^|]{1,200}?) *\|\s*\n\| Result: Failure *\|\s*\n(?P<details>(?:\| [^|\n]*\|\n?){0,20})", re.M
)
_REVISION = re.compile(r"^(?P<revision>[0-9a-f]{10,40})(?P<newest> \(head\))?(?: \([a-z]{1,20}\)){0,3}$", re.M)


@dataclass(frozen=True)
class Complaint:
    """What a program finds undone. what: in the program's own words; cause: which reason against the upgrade it is; remedy: what is due."""

    what: str
    cause: str
    remedy: str | None = None


@dataclass(frozen=True)
class UpgradeCheck:
    """One program of a service.

    beside: the services with which it is installed, likeliest first. read: what it complains of, by what it said; None: it could not
    check. always: every cloud has such a service, so that to find none leaves the upgrade undecided.
    """

    command: tuple[str, ...]
    beside: tuple[LogicalService, ...]
    read: Callable[[Result], list[Complaint] | None]
    always: bool = False

    @property
    def title(self) -> str:
        """The command, as it is told."""
        return " ".join(self.command)


def failed_checks(result: Result) -> list[Complaint] | None:
    """The failures in the table of an upgrade check: 0 is success, 1 warnings, 2 failures; anything else means that it could not check."""
    if result.rc in {0, 1}:
        return []
    found = [
        Complaint(what=f"{one['check']}: {_told(one['details'])}", cause="upgrade-check-fails")
        for one in _FAILED_CHECK.finditer(result.stdout)
    ]
    return found or None


def pending_in_glance(result: Result) -> list[Complaint] | None:
    """The stage that `glance-manage db check` says is due: 3, 4 and 5 are expand, migrate and contract."""
    stage = {3: "expand", 4: "migrate", 5: "contract"}.get(result.rc)
    if stage is not None:
        return [Complaint(f"the schema is not the newest: {stage} is due", "schema-not-migrated", f"glance-manage db {stage}")]
    return [] if result.rc == 0 else None


def not_newest_in_neutron(result: Result) -> list[Complaint] | None:
    """The revisions of `neutron-db-manage current` that are not marked as the head of their branch."""
    revisions = list(_REVISION.finditer(result.stdout))
    if result.rc != 0 or not revisions:
        return None
    behind = [one["revision"] for one in revisions if not one["newest"]]
    if not behind:
        return []
    return [
        Complaint(
            f"the schema is at {', '.join(behind)[:_MOST_WORDS]}, not the newest", "schema-not-migrated", "neutron-db-manage upgrade heads"
        )
    ]


CHECKS = (
    UpgradeCheck(
        ("nova-status", "upgrade", "check"),
        (LogicalService.NOVA_CONDUCTOR, LogicalService.NOVA_API, LogicalService.NOVA_SCHEDULER),
        failed_checks,
        always=True,
    ),
    UpgradeCheck(("placement-status", "upgrade", "check"), (LogicalService.PLACEMENT_API,), failed_checks),
    UpgradeCheck(("neutron-status", "upgrade", "check"), (LogicalService.NEUTRON_SERVER, LogicalService.NEUTRON_RPC_SERVER), failed_checks),
    UpgradeCheck(("glance-status", "upgrade", "check"), (LogicalService.GLANCE_API,), failed_checks),
    UpgradeCheck(("cinder-status", "upgrade", "check"), (LogicalService.CINDER_VOLUME,), failed_checks),
    UpgradeCheck(
        ("neutron-db-manage", "current"), (LogicalService.NEUTRON_SERVER, LogicalService.NEUTRON_RPC_SERVER), not_newest_in_neutron
    ),
    UpgradeCheck(("glance-manage", "db", "check"), (LogicalService.GLANCE_API,), pending_in_glance),
)


def run_upgrade_checks(hosts: Hosts) -> Iterator[tuple[Reason, bool]]:
    """What the programs complain of, each with True; with False what could not be checked, and why. Each program is run on one host."""
    for check in CHECKS:
        yield from _run(hosts, check)


def _run(hosts: Hosts, check: UpgradeCheck) -> Iterator[tuple[Reason, bool]]:
    why = (
        "no host of the control plane is known (the inventory's group control, or the profile's hosts.control_group)"
        if check.always
        else None
    )
    for host in hosts.control:
        for service in check.beside:
            try:
                result = hosts.on(host).service(service).run(words(*check.command), timeout=_BUDGET)
            except SuiteFault as trouble:
                why = str(trouble) if check.always else why
                continue
            if result.rc in _NOT_INSTALLED:
                why = f"{host}: {check.command[0]} is not installed beside {service}" if check.always else why
                continue
            complaints = check.read(result)
            if complaints is not None:
                for one in complaints:
                    yield Reason(what=f"{check.title}: {one.what}", where=host, cause=one.cause, remedy=one.remedy), True
                return
            said = (result.stderr or result.stdout).strip().splitlines() or ["it said nothing"]
            why = f"{host}: it ended with {result.rc}: {said[-1][:_MOST_WORDS]}"
    if why is not None:
        yield Reason(what=f"{check.title} was not run: {why}"), False


def _told(details: str) -> str:
    return " ".join(line.strip("| ").removeprefix("Details: ") for line in details.splitlines())[:_MOST_WORDS]
