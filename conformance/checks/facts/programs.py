"""The shell programs, made for one host: which parts run in which place."""

from collections.abc import Collection, Iterable, Mapping

from conformance.checks.facts.service_states import question
from conformance.config.profile_model import LogicalService, Profile, Service, ServiceKind
from conformance.model.errors import SuiteFault
from conformance.transport.command import Command, assigned, joined, part_of_package, quoted, words

PATHS = {
    "KVM": "/dev/kvm",
    "SELINUX": "/sys/fs/selinux/enforce",
    "APPARMOR": "/sys/module/apparmor/parameters/enabled",
    "AUDIT": "/var/log/audit/audit.log",
}
"""Where the kernel and its helpers show what is asked for. They themselves are read: getenforce and aa-status are not everywhere."""


ELSEWHERE = frozenset({ServiceKind.KUBECTL, ServiceKind.NONE})
"""Kinds that are not asked for on a host."""

LIMIT = 10
"""Seconds after which a program begins nothing more. A healthy host takes well under 3 for all of it."""


def whole(parts: Iterable[Command]) -> Command:
    """One program of several parts, each in a shell of its own."""
    settings = [assigned(name, value) for name, value in {"LIMIT": str(LIMIT), **PATHS}.items()]
    shells = [joined("", [quoted("(\n"), part, quoted("\n)\n")]) for part in parts]
    return joined("\n", [*settings, part_of_package("checks/facts/shell/common.sh"), *shells])


def node(profile: Profile, host: str, names: Iterable[str]) -> Command:
    """What is asked of the host itself. names: those of all compute hosts."""
    asked = {
        chunk_of(candidate, host): question(candidate, host)
        for service in host_services(profile).values()
        for candidate in service.candidates
        if candidate.kind not in ELSEWHERE
    }
    return _with_arguments("node.sh", " ".join(names), joined("\n", _commands(asked)))


def control(profile: Profile, host: str, group: Collection[str]) -> Command:
    """What is asked of a host of the control plane: a whole program. group: the hosts that may run what the profile names none for."""
    asked = {
        chunk_of(candidate, host): question(candidate, host)
        for service in control_services(profile).values()
        if host in (service.hosts or group)
        for candidate in service.candidates
        if candidate.kind not in ELSEWHERE
    }
    return whole([joined("\n", _commands(asked))])


def scheduler(paths: Iterable[str]) -> Command:
    """What is asked where nova-scheduler runs: a whole program. paths: its configuration files."""
    return whole([_with_arguments("scheduler.sh", *paths)])


def compute(profile: Profile) -> Command:
    """What is asked where nova-compute runs. :raises SuiteFault: the profile does not say where its configuration is"""
    paths = profile.service("nova_compute").config
    if not paths:
        raise SuiteFault("the profile does not say where nova-compute's configuration is. Add services.nova_compute.config to it")
    return _with_arguments("compute.sh", profile.paths.instances, *paths)


def libvirt(profile: Profile) -> Command:
    """What is asked where libvirt runs."""
    configured = profile.services.get(LogicalService.NOVA_COMPUTE)
    return _with_arguments("libvirt.sh", *(configured.config if configured else ()))


def switch() -> Command:
    """What is asked where Open vSwitch's client is."""
    return _with_arguments("switch.sh")


def chunk_of(service: Service, host: str) -> str:
    """The name of the chunk that holds a service's state: services that are asked for by one command share it."""
    return f"service {words(*question(service, host))}"


def host_services(profile: Profile) -> Mapping[LogicalService, Service]:
    """The services that run on every compute host, by their logical names; those that the deployment has none of are left out."""
    known = {name: service for name, service in profile.services.items() if name.on_compute_hosts}
    return _there(known)


def control_services(profile: Profile) -> Mapping[LogicalService, Service]:
    """The services of the control plane, by their logical names; those that the deployment has none of are left out."""
    return _there({name: service for name, service in profile.services.items() if not name.on_compute_hosts})


def _there(services: Mapping[LogicalService, Service]) -> Mapping[LogicalService, Service]:
    return {name: service for name, service in services.items() if service.kind is not ServiceKind.NONE or service.alternatives}


def _commands(asked: Mapping[str, list[str]]) -> list[Command]:
    return [words("say", chunk, "brief", *command) for chunk, command in asked.items()]


def _with_arguments(program: str, *arguments: str) -> Command:
    return joined("\n", [words("set", "--", *arguments), part_of_package(f"checks/facts/shell/{program}")])
