"""One host: that it is reached, and what runs there."""

from collections.abc import Collection, Iterator, Sequence

from conformance.config.profile_model import LogicalService, Profile
from conformance.doctor.file_check import check_files
from conformance.doctor.finding import Finding, Status
from conformance.doctor.service_check import judge
from conformance.model.errors import SuiteFault
from conformance.probe.hosts import Hosts
from conformance.probe.service_state import Health, described


def check_host(
    hosts: Hosts, name: str, names: Sequence[LogicalService], profile: Profile, timeout: float, maybe: Collection[LogicalService] = ()
) -> list[Finding]:
    """All that is to be said of a host: if it cannot be reached, only that.

    :param names: the services that are looked for
    :param maybe: those of them that need not be there
    :param timeout: seconds for each of at most 2 + len(names) commands; the first that hangs is the last
    """
    host = hosts.on(name)
    try:
        host.run("true", timeout=timeout)
        found = host.find(names, timeout)
    except SuiteFault as fault:
        return [Finding(status=Status.PROBLEM, subject=name, text=str(fault).removeprefix(f"{name}: "))]
    running = ", ".join(f"{one.name} is {described(one.best.service)}" for one in found.values() if one.health is Health.RUNNING)
    findings = [Finding(status=Status.OK, subject=name, text=f"is reached; {running or 'none of its services runs'}")]
    for one in found.values():
        if one.name in maybe and one.health is Health.ABSENT:
            continue
        findings += judge(one, profile, name)
        if one.health.runs:
            findings += check_files(host, one.name, one.best.service, timeout)
    return findings


def check_cluster(hosts: Hosts, profile: Profile) -> Iterator[Finding]:
    """The services of the control plane that are pods, wherever they run."""
    for found in hosts.find_in_cluster([name for name in profile.services if not name.on_compute_hosts]):
        yield from judge(found, profile, "services")
