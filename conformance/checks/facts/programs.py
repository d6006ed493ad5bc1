"""The shell programs of facts, made for one host of what the entries of facts ask (readers/)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from conformance.checks.facts.fact import ProbePoint, Question
from conformance.checks.facts.readers import all_facts
from conformance.config.profile_model import LogicalService, Profile, Service, ServiceKind
from conformance.model.errors import SuiteFault
from conformance.probe import program
from conformance.probe.finder import questions
from conformance.transport.command import Command, assigned, joined, part_of_package, quoted, words

ELSEWHERE = frozenset({ServiceKind.KUBECTL, ServiceKind.NONE})
"""Kinds that are not asked for on a host."""

_KOLLA_CONFIGURES = frozenset({ProbePoint.NOVA_COMPUTE, ProbePoint.LIBVIRT})
"""Places whose configuration is compared with what Kolla's deployer has written."""

LIMIT = 10
"""Seconds after which a program begins nothing more. A healthy host takes well under 3 for all of it."""


class Configured(NamedTuple):
    """What nova-compute is configured to do, as far as it is needed to ask further.

    instances: where it keeps instances, a path; empty where that is not known. state: the same of what else it keeps. virt_types: the
    types of domains that it starts, words. pki_path: the directory of the certificates with which libvirt calls other hosts, a path; empty
    where that is libvirt's own. ceph_user: as whom guests' disks in Ceph are opened; empty where there are none. ceph_secret: the UUID of
    that user's key in libvirt; ceph_conf: Ceph's configuration, a path.
    """

    instances: str
    state: str
    virt_types: Sequence[str]
    pki_path: str = ""
    ceph_user: str = ""
    ceph_secret: str = ""
    ceph_conf: str = ""


def whole(parts: Iterable[Command], seconds: float | None = None) -> Command:
    """One program of several parts.

    :param seconds: after which it begins nothing more; None: LIMIT
    """
    return program.whole(parts, LIMIT if seconds is None else max(1, int(seconds)))


def asked(place: ProbePoint, *, later: bool) -> list[Question]:
    """What is asked in a place, at once or once the configuration is known."""
    return [question for fact in all_facts() for question in fact.questions if question.place is place and question.later is later]


def first(place: ProbePoint, profile: Profile, names: Iterable[str]) -> Command:
    """The part that is asked in a place at once.

    :param names: those of all compute hosts, which the host itself is to know
    :raises SuiteFault: the profile does not say what is needed to ask
    """
    wanted = asked(place, later=False)
    match place:
        case ProbePoint.NODE:
            services = (candidate for service in host_services(profile).values() for candidate in service.candidates)
            part = _part(place, [assigned("NAMES", " ".join(names))], wanted, [questions(services)])
            return joined("\n", [quoted("say clock clock"), part, quoted("say clock_after clock")])
        case ProbePoint.NOVA_COMPUTE:
            paths = profile.service("nova_compute").config
            if not paths:
                raise SuiteFault("the profile does not say where nova-compute's configuration is. Add services.nova_compute.config to it")
            return _part(place, [joined("", [quoted("configuration() { files "), words(*paths), quoted("; }")])], wanted)
        case _:
            return _part(place, _settings(place, profile), wanted)


def then(place: ProbePoint, profile: Profile, known: Configured, wanted: Sequence[Question]) -> Command:
    """The part that is asked in a place once the configuration is known. wanted: of what asked() gives."""
    configured = {
        "INSTANCES": known.instances,
        "STATE": known.state,
        "VIRT_TYPES": " ".join(known.virt_types),
        "PKI_PATH": known.pki_path,
        "CEPH_USER": known.ceph_user,
        "CEPH_SECRET": known.ceph_secret,
        "CEPH_CONF": known.ceph_conf,
    }
    return _part(place, [*_settings(place, profile), *(assigned(name, value) for name, value in configured.items())], wanted)


def _settings(place: ProbePoint, profile: Profile) -> list[Command]:
    """What the profile says of a place, as the functions of that place take it."""
    clients = profile.clients
    match place:
        case ProbePoint.LIBVIRT:
            service = profile.services.get(LogicalService.NOVA_LIBVIRT)
            files = list(dict.fromkeys(path for one in service.candidates for path in one.config)) if service else []
            of_qemu = [path for path in files if path.endswith("/qemu.conf")]
            settings = {
                "VIRSH": clients.virsh,
                "LIBVIRT_URI": clients.libvirt_uri,
                "QEMU_CONF": _lines(of_qemu or ["/etc/libvirt/qemu.conf"]),
                # of the modular daemons it is virtproxyd that other hosts call
                "DAEMON_CONF": _lines(path.replace("/virtqemud.conf", "/virtproxyd.conf") for path in files if path not in of_qemu),
                "CERTIFICATES": _lines(profile.paths.certificates),
            }
        case ProbePoint.VSWITCH:
            settings = {"OVS_VSCTL": clients.ovs_vsctl}
        case _:
            settings = {}
    return [assigned(name, value) for name, value in settings.items()]


def _lines(paths: Iterable[str]) -> str:
    return "\n".join(paths)


def _part(place: ProbePoint, settings: Sequence[Command], wanted: Sequence[Question], slow: Sequence[Command] = ()) -> Command:
    """Settings and functions, then what is wanted; what is slow runs beside the rest, and its answers come last."""
    beside = [*(question.command for question in wanted if question.slow), *slow]
    quick = joined("\n", [question.command for question in wanted if not question.slow])
    files = [place.name.lower(), *(["deployed"] if place in _KOLLA_CONFIGURES else [])]
    functions = joined("\n", [part_of_package(f"checks/facts/shell/{file}.sh", comments=False) for file in files])
    if not beside:
        return joined("\n", [*settings, functions, quick])
    lines = [*settings, functions, quoted("{"), *beside, quoted("} </dev/null | { {"), quick, quoted("} </dev/null; cat; }")]
    return joined("\n", lines)


def control(profile: Profile, host: str, group: Collection[str]) -> Command:
    """What is asked of a host of the control plane: a whole program. group: the hosts that may run what the profile names none for."""
    there = (service for service in control_services(profile).values() if host in (service.hosts or group))
    return whole([questions(candidate for service in there for candidate in service.candidates)])


def configuration(paths: Iterable[str]) -> Command:
    """What is asked of a service's configuration, where it runs: a whole program. paths: its files."""
    return whole([words("say", "configuration", "files", *paths)])


def host_services(profile: Profile) -> Mapping[LogicalService, Service]:
    """The services that run on every compute host, by their logical names; those that the deployment has none of are left out."""
    known = {name: service for name, service in profile.services.items() if name.on_compute_hosts}
    return _there(known)


def control_services(profile: Profile) -> Mapping[LogicalService, Service]:
    """The services of the control plane, by their logical names; those that the deployment has none of are left out."""
    return _there({name: service for name, service in profile.services.items() if not name.on_compute_hosts})


def _there(services: Mapping[LogicalService, Service]) -> Mapping[LogicalService, Service]:
    return {name: service for name, service in services.items() if service.kind is not ServiceKind.NONE or service.alternatives}
