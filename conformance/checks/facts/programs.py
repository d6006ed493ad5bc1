"""The shell programs, made for one host: which parts run in which place."""

from collections.abc import Collection, Iterable, Mapping

from conformance.config.profile_model import LogicalService, Profile, Service, ServiceKind
from conformance.model.errors import SuiteFault
from conformance.probe import program
from conformance.probe.finder import questions
from conformance.transport.command import Command, joined, part_of_package, words

ELSEWHERE = frozenset({ServiceKind.KUBECTL, ServiceKind.NONE})
"""Kinds that are not asked for on a host."""

LIMIT = 10
"""Seconds after which a program begins nothing more. A healthy host takes well under 3 for all of it."""


def whole(parts: Iterable[Command], seconds: float | None = None) -> Command:
    """One program of several parts.

    :param seconds: after which it begins nothing more; None: LIMIT
    """
    return program.whole(parts, LIMIT if seconds is None else max(1, int(seconds)))


def node(profile: Profile, names: Iterable[str]) -> Command:
    """What is asked of the host itself. names: those of all compute hosts."""
    services = (candidate for service in host_services(profile).values() for candidate in service.candidates)
    return _with_arguments("node.sh", " ".join(names), questions(services))


def control(profile: Profile, host: str, group: Collection[str]) -> Command:
    """What is asked of a host of the control plane: a whole program. group: the hosts that may run what the profile names none for."""
    there = (service for service in control_services(profile).values() if host in (service.hosts or group))
    return whole([questions(candidate for service in there for candidate in service.candidates)])


def scheduler(paths: Iterable[str]) -> Command:
    """What is asked where nova-scheduler runs: a whole program. paths: its configuration files."""
    return whole([_with_arguments("scheduler.sh", *paths)])


def compute(profile: Profile) -> Command:
    """What is asked where nova-compute runs. :raises SuiteFault: the profile does not say where its configuration is"""
    paths = profile.service("nova_compute").config
    if not paths:
        raise SuiteFault("the profile does not say where nova-compute's configuration is. Add services.nova_compute.config to it")
    return _with_arguments("compute.sh", *paths)


def instances(place: str, state_path: str) -> Command:
    """What is asked where nova-compute runs, once it is known what it is configured to do.

    :param place: where instances are, a path
    :param state_path: where the rest of it is; no path where that is not known
    """
    return _with_arguments("instances.sh", place, state_path)


def libvirt() -> Command:
    """What is asked where libvirt runs."""
    return _with_arguments("libvirt.sh")


def domain_types(virt_types: Iterable[str]) -> Command:
    """What is asked where libvirt runs, once it is known which types of domains Nova starts."""
    return _with_arguments("domain_types.sh", *virt_types)


def switch() -> Command:
    """What is asked where Open vSwitch's client is."""
    return _with_arguments("switch.sh")


def host_services(profile: Profile) -> Mapping[LogicalService, Service]:
    """The services that run on every compute host, by their logical names; those that the deployment has none of are left out."""
    known = {name: service for name, service in profile.services.items() if name.on_compute_hosts}
    return _there(known)


def control_services(profile: Profile) -> Mapping[LogicalService, Service]:
    """The services of the control plane, by their logical names; those that the deployment has none of are left out."""
    return _there({name: service for name, service in profile.services.items() if not name.on_compute_hosts})


def _there(services: Mapping[LogicalService, Service]) -> Mapping[LogicalService, Service]:
    return {name: service for name, service in services.items() if service.kind is not ServiceKind.NONE or service.alternatives}


def _with_arguments(program: str, *arguments: str) -> Command:
    return joined("\n", [words("set", "--", *arguments), part_of_package(f"checks/facts/shell/{program}")])
