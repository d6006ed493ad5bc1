"""What is to be read on a host: which logs, where the profile says that they are."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from conformance.config.profile_model import LogicalService, Profile, Service, ServiceKind
from conformance.diagnosis.evidence.hosts.traces import Traces
from conformance.model.evidence import Source
from conformance.model.operation import Operation
from conformance.probe.finder import questions
from conformance.probe.managers import on_command_line
from conformance.transport.command import Command, assigned, joined, quoted, words

COMPUTE: Mapping[LogicalService, Source] = {
    LogicalService.NOVA_COMPUTE: Source.NOVA_COMPUTE,
    LogicalService.NOVA_LIBVIRT: Source.LIBVIRT,
    LogicalService.L2_AGENT: Source.NEUTRON_AGENT,
}
"""Services of every compute host, and the source that each one's log is."""

_IF_THERE: Mapping[LogicalService, Source] = {LogicalService.METADATA_AGENT: Source.METADATA_AGENT}
"""The same of services that many deployments do not have on compute hosts: nothing is missed where they are not."""

CONTROL: Mapping[LogicalService, Source] = {
    LogicalService.NOVA_CONDUCTOR: Source.NOVA_CONDUCTOR,
    LogicalService.NOVA_SCHEDULER: Source.NOVA_SCHEDULER,
    LogicalService.NOVA_API: Source.NOVA_API,
    LogicalService.NEUTRON_SERVER: Source.NEUTRON_SERVER,
    LogicalService.NOVA_SUPER_CONDUCTOR: Source.NOVA_CONDUCTOR,
    LogicalService.NOVA_METADATA: Source.METADATA_AGENT,
    LogicalService.NOVA_NOVNCPROXY: Source.CONSOLE_PROXY,
    LogicalService.NEUTRON_RPC_SERVER: Source.NEUTRON_SERVER,
    LogicalService.NEUTRON_PERIODIC_WORKER: Source.NEUTRON_SERVER,
    LogicalService.NEUTRON_OVN_MAINTENANCE_WORKER: Source.NEUTRON_SERVER,
    LogicalService.PLACEMENT_API: Source.PLACEMENT_API,
    LogicalService.GLANCE_API: Source.GLANCE_API,
    LogicalService.CINDER_VOLUME: Source.CINDER_VOLUME,
}
"""Services of the control plane, which run where the profile says: services.NAME.hosts."""

_LEAD: Mapping[Source, int] = {Source.LIBVIRT: 10, Source.NEUTRON_AGENT: 900, Source.NOVA_COMPUTE: 120}
"""Seconds before the operation from which on a log is read, 60 for others: an agent may have lost its message queue long before.
Of a service that does not run, they are the seconds before its last words."""

_PROCESSES: Mapping[LogicalService, tuple[str, ...]] = {
    LogicalService.NOVA_COMPUTE: ("nova-compute",),
    LogicalService.NOVA_LIBVIRT: ("libvirtd", "virtqemud"),
    LogicalService.L2_AGENT: ("neutron-openvsw", "neutron-ovn-age", "ovn-controller", "neutron-linuxbr"),
}
"""By which process a node's pod is found, where the engine that runs it cannot be asked; the kernel keeps 15 characters of a name."""


_GUEST_LOG = 'guest_log "$libvirt_root"%s %s %s "$libvirt_root"'


@dataclass(frozen=True)
class NotSaid:
    """A log of which the profile does not say where it is."""

    source: Source
    why: str


def calls_on_compute_host(profile: Profile, operation: Operation, traces: Traces, host: str) -> Iterator[Command | NotSaid]:
    """Calls of read_host.sh, in the order in which they are worth their time."""
    roots = _root(profile, LogicalService.NOVA_LIBVIRT), _root(profile, LogicalService.NOVA_COMPUTE)
    yield joined("", [quoted("libvirt_root="), roots[0], quoted("; nova_root="), roots[1]])
    for logical, source in COMPUTE.items():
        yield log_call(profile, logical, source)
    for logical, source in _IF_THERE.items():
        if call := log_call_if_there(profile, logical, source):
            yield call
    yield _guest_log(profile, operation, traces)
    yield quoted("kernel")
    yield quoted('missing=; [ ! -e "$AUDIT" ] || log_files audit 60 audit "$AUDIT" || absent audit')
    yield from _facts(profile, operation, host)


def log_call(profile: Profile, logical: LogicalService, source: Source) -> Command | NotSaid:
    """The call that reads the log of a service, whichever of its alternatives it is there."""
    service = profile.services.get(logical)
    if service is None or service.kind is ServiceKind.NONE:
        return NotSaid(source, f"the profile does not say how {logical} runs. Add services.{logical} to it")
    calls = [call for candidate in service.candidates if (call := _candidate_call(candidate, source))]
    if not calls:
        key = "host_log" if service.kind is ServiceKind.KUBECTL else "log"
        return NotSaid(source, f"the profile does not say where {logical} logs. Add services.{logical}.{key} to it")
    return joined("", [_alive(service), _first_of(source, calls)])


def log_call_if_there(profile: Profile, logical: LogicalService, source: Source) -> Command | None:
    """The call that reads the log of a service if it happens to run there; None if the profile says nothing of it."""
    service = profile.services.get(logical)
    calls = [call for candidate in service.candidates if (call := _candidate_call(candidate, source))] if service else []
    return joined("", [_alive(service), joined(" || ", [*calls, quoted(":")])]) if service and calls else None


def _alive(service: Service) -> Command:
    """Has the host see whether the service runs, whatever it is there: of one that does not, its last words are read."""
    asked = [
        word
        for candidate in service.candidates
        if candidate.kind is not ServiceKind.NONE
        for word in (candidate.kind, on_command_line(candidate.name) if candidate.kind is ServiceKind.PROCESS else candidate.name)
    ]
    return joined("", [words("alive", *asked), quoted("; ")])


def _first_of(source: Source, calls: Iterable[Command]) -> Command:
    return joined("", [quoted("missing=; "), joined(" || ", [*calls, quoted("absent %s", source)])])


def _candidate_call(service: Service, source: Source) -> Command | None:
    about = source, str(_LEAD.get(source, 60)), "service"
    if service.host_log:
        return words("log_files", *about, service.host_log)
    match service.kind:
        case ServiceKind.DOCKER | ServiceKind.PODMAN if service.log:
            return words("container_files", *about, service.log, service.kind, service.name)
        case ServiceKind.DOCKER | ServiceKind.PODMAN:
            return words("container_output", *about, service.kind, service.name)
        case ServiceKind.KUBECTL if service.container:
            return words("log_files", *about, f"/var/log/pods/{service.namespace}_*/{service.container}/*.log")
        case ServiceKind.SYSTEMD:
            # a site may have told its services to write no files: the journal has what they write then
            files = [words("log_files", *about, service.log)] if service.log else []
            return joined(" || ", [*files, words("journal", *about, service.name)])
        case ServiceKind.SUPERVISOR | ServiceKind.PROCESS if service.log:
            return words("log_files", *about, service.log)
        case _:
            return None


def _guest_log(profile: Profile, operation: Operation, traces: Traces) -> Command | NotSaid:
    if operation.server_id is None:
        return NotSaid(Source.QEMU, "there is no instance")
    return _first_of(Source.QEMU, [quoted(_GUEST_LOG, profile.paths.guest_logs, traces.domain or "", operation.server_id)])


def _facts(profile: Profile, operation: Operation, host: str) -> Iterator[Command]:
    clients = {"virsh": profile.clients.virsh, "libvirt_uri": profile.clients.libvirt_uri, "ovs_vsctl": profile.clients.ovs_vsctl}
    yield from (assigned(name, value) for name, value in clients.items())
    yield quoted('say "host facts" facts "$libvirt_root" "$nova_root" %s', profile.paths.instances)
    yield words("say", "host waits", "waits")
    libvirt = [word for service in _candidates(profile, LogicalService.NOVA_LIBVIRT) for word in (service.kind, service.name)]
    yield words("say", "host libvirt", "libvirt", *(libvirt or ("host", "")))
    nova = _candidates(profile, LogicalService.NOVA_COMPUTE)
    yield assigned("contained", "yes" if all(service.kind.in_container for service in nova) else "no")
    for paths in configurations(profile):
        yield words("say", chunk_of(paths), "configured", *paths)
    if host == operation.source and operation.destination not in {None, host}:
        yield words("say", "host way", "knows", str(operation.destination))
    yield questions(service for services in asked_after(profile).values() for service in services)


def configurations(profile: Profile) -> Sequence[tuple[str, ...]]:
    """Where nova-compute's configuration may be: the files of each that it may be, the likeliest first."""
    return tuple(dict.fromkeys(service.config for service in _candidates(profile, LogicalService.NOVA_COMPUTE) if service.config))


def chunk_of(paths: Sequence[str]) -> str:
    """The name of the chunk with those configuration files."""
    return f"options {json.dumps(paths)}"


def asked_after(profile: Profile) -> Mapping[LogicalService, Sequence[Service]]:
    """The services of a compute host, each with all that it may be there."""
    found = {logical: _candidates(profile, logical) for logical in (*COMPUTE, *_IF_THERE)}
    return {logical: services for logical, services in found.items() if services}


def _candidates(profile: Profile, logical: LogicalService) -> tuple[Service, ...]:
    service = profile.services.get(logical)
    return tuple(candidate for candidate in service.candidates if candidate.kind is not ServiceKind.NONE) if service else ()


def _root(profile: Profile, logical: LogicalService) -> Command:
    """A shell word that gives where the service's files are: nothing where they are the host's own."""
    finders = dict.fromkeys(
        words("root_of_process", *_PROCESSES[logical])
        if service.kind is ServiceKind.KUBECTL
        else words("root_of", service.kind, service.name)
        for service in _candidates(profile, logical)
        if service.kind.in_container
    )
    return joined("", [quoted('"$('), joined(" || ", finders), quoted(')"')]) if finders else quoted("''")
