"""The shell programs, made for one host: which parts run in which place."""

import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path

from conformance.model.errors import SuiteFault
from conformance.run.facts.service_states import question
from conformance.site.profile_model import LogicalService, Profile, Service, ServiceKind

_HERE = Path(__file__).parent

PATHS = {
    "KVM": "/dev/kvm",
    "SELINUX": "/sys/fs/selinux/enforce",
    "APPARMOR": "/sys/module/apparmor/parameters/enabled",
    "AUDIT": "/var/log/audit/audit.log",
}
"""Where the kernel and its helpers show what is asked for. They themselves are read: getenforce and aa-status are not everywhere."""


LIMIT = 10
"""Seconds after which a program begins nothing more. A healthy host takes well under 3 for all of it."""


def whole(parts: Iterable[str]) -> str:
    """One program of several parts, each in a shell of its own."""
    paths = "".join(f"{name}={shlex.quote(path)}\n" for name, path in PATHS.items())
    return f"LIMIT={LIMIT}\n{paths}" + (_HERE / "common.sh").read_text() + "".join(f"(\n{part})\n" for part in parts)


def node(profile: Profile, host: str, names: Iterable[str]) -> str:
    """What is asked of the host itself. names: those of all compute hosts."""
    asked = {
        chunk_of(candidate, host): question(candidate, host)
        for service in host_services(profile).values()
        for candidate in service.candidates
        if candidate.kind not in {ServiceKind.KUBECTL, ServiceKind.NONE}
    }
    commands = [shlex.join(["say", chunk, "brief", *command]) for chunk, command in asked.items()]
    return _with_arguments("node.sh", " ".join(names), "\n".join(commands))


def compute(profile: Profile) -> str:
    """What is asked where nova-compute runs. :raises SuiteFault: the profile does not say where its configuration is"""
    paths = profile.service("nova_compute").config
    if not paths:
        raise SuiteFault("the profile does not say where nova-compute's configuration is. Add services.nova_compute.config to it")
    return _with_arguments("compute.sh", profile.paths.instances, *paths)


def libvirt(profile: Profile) -> str:
    """What is asked where libvirt runs."""
    configured = profile.services.get(LogicalService.NOVA_COMPUTE)
    return _with_arguments("libvirt.sh", *(configured.config if configured else ()))


def switch() -> str:
    """What is asked where Open vSwitch's client is."""
    return _with_arguments("switch.sh")


def chunk_of(service: Service, host: str) -> str:
    """The name of the chunk that holds a service's state: services that are asked for by one command share it."""
    return f"service {shlex.join(question(service, host))}"


def host_services(profile: Profile) -> Mapping[str, Service]:
    """The services that run on every compute host, by their logical names."""
    return {str(name): service for name, service in profile.services.items() if name.on_compute_hosts}


def _with_arguments(program: str, *arguments: str) -> str:
    return f"set -- {shlex.join(arguments)}\n{(_HERE / program).read_text()}"
