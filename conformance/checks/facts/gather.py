"""The facts of one host, in one round trip: a program on the host itself, and side by side with it one in each container that it needs."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, TypeVar

from conformance.checks.facts import programs
from conformance.checks.facts.readers import read_certificates, read_configuration, read_images, read_libvirt, read_machine, read_switch
from conformance.checks.facts.service_states import fares
from conformance.config.profile_model import Profile, ServiceKind
from conformance.input.understanding import NOT_UNDERSTOOD, oddity
from conformance.model.base import readable
from conformance.model.errors import SuiteFault
from conformance.model.facts import QEMU_PORTS, AccessControl, Denial, Gap, HostFacts, ServiceState
from conformance.probe.chunks import MOST, Chunk, chunks
from conformance.probe.clocks import clock_of
from conformance.probe.finder import found
from conformance.probe.hosts import HostAccess, Hosts
from conformance.probe.oslo_config import NotReadable
from conformance.probe.pods import Pods
from conformance.probe.service_state import Found
from conformance.transport.command import Command

T = TypeVar("T")
D = TypeVar("D")

BUDGET = 30.0
"""Seconds after which a host's programs are ended, should they not end by themselves: each command in them has its own few."""

_LIBVIRT_CHUNKS = ("version", "capabilities", "nodeinfo", "domains", "running")
_SWITCH_CHUNKS = ("bridges", "settings", "tunnels")
_PARTS = ("machine", "libvirt", "options", "switch")
"""What is asked for together, in one place each."""

_NOT_ASKED = "it was not asked"


def gather(hosts: Hosts, profile: Profile, host: str, names: Sequence[str], pods: Pods) -> HostFacts:
    """What a host says of itself. What it does not say is a gap; nothing is raised.

    :param names: all compute hosts, to see whether their names resolve
    """
    started, moment = time.time(), time.monotonic()
    try:
        said, gaps, ended = _ask(hosts, profile, host, names, pods)
        services = programs.host_services(profile).items()
        looks = [look for name, service in services if (look := found(name, service.candidates, said, pods, host))]
        return readable(_facts(host, said, looks, gaps, started, ended, moment))
    except Exception as surprise:  # noqa: BLE001 - whatever one host says, the others are to be judged
        why = f"what the host says is not understood ({oddity(surprise)})"
        gaps = [Gap(what=what, why=why) for what in _PARTS]
        return _facts(host, {}, [], gaps, started, started, moment)


def _facts(
    host: str, said: Mapping[str, Chunk], looks: Iterable[Found], gaps: Sequence[Gap], started: float, ended: float, moment: float
) -> HostFacts:
    reader = _Reader(host, said, gaps)
    facts = reader.facts() | {"services": reader.services(looks)}
    return HostFacts(
        host=host,
        gathered=datetime.fromtimestamp(started, UTC),
        seconds=round(time.monotonic() - moment, 3),
        clock=clock_of(said, started, ended),
        gaps=tuple(reader.gaps),
        **facts,
    )


def _ask(hosts: Hosts, profile: Profile, host: str, names: Sequence[str], pods: Pods) -> tuple[dict[str, Chunk], list[Gap], float]:
    """Everything that was said, what could not be asked, and when the last answer was there."""
    gaps: list[Gap] = []
    parts: dict[HostAccess, list[Command]] = {}
    owners: dict[HostAccess, list[str]] = {}
    node = hosts.on(host)
    wanted: list[tuple[str, str | None, Callable[[], Command]]] = [
        ("machine", None, lambda: programs.node(profile, names)),
        ("libvirt", "nova_libvirt", lambda: programs.libvirt(profile)),
        ("options", "nova_compute", lambda: programs.compute(profile)),
        ("switch", "vswitch" if "vswitch" in profile.services else "l2_agent", programs.switch),
    ]
    for what, service, program in wanted:
        try:
            place = node.service(service) if service else node
            part = program()
            parts.setdefault(place, []).append(part)
            owners.setdefault(place, []).append(what)
        except SuiteFault as fault:
            gaps.append(Gap(what=what, why=str(fault)))
    said: dict[str, Chunk] = {}
    with ThreadPoolExecutor(max_workers=len(parts) + 1) as pool:
        in_pods = pool.submit(_ask_for_pods, profile, pods)
        answers = [(place, pool.submit(place.run, programs.whole(program), timeout=BUDGET, limit=MOST)) for place, program in parts.items()]
        for place, answer in answers:
            try:
                said |= chunks(answer.result().stdout)
            except SuiteFault as fault:
                gaps += [Gap(what=what, why=str(fault)) for what in owners[place]]
        ended = time.time()
        in_pods.result()
    return said, gaps, ended


def _ask_for_pods(profile: Profile, pods: Pods) -> None:
    """Services in pods are asked for by kubectl on this machine, while hosts answer."""
    for service in programs.host_services(profile).values():
        for one in service.candidates:
            if one.kind is ServiceKind.KUBECTL:
                pods.listed(one)


class _Reader:
    """Makes facts of what was said, and gaps of what was not."""

    def __init__(self, host: str, said: Mapping[str, Chunk], gaps: Sequence[Gap]) -> None:
        self._host = host
        self._said = said
        self.gaps = list(gaps)

    def facts(self) -> dict[str, Any]:
        """The fields of HostFacts but services."""
        addresses = self._read("addresses", read_machine.addresses, ())
        place = self._read("instances_path", lambda chunk: chunk.text.strip(), "", part="options")
        return {
            "cpu": self._read("cpu", read_machine.cpu, None),
            "memory": self._read("memory", read_machine.memory, None),
            "numa": self._read("numa", read_machine.numa, ()),
            "huge_pages": self._read("huge_pages", read_machine.huge_pages, ()),
            "kvm_modules": self._read("kvm_modules", lambda chunk: tuple(chunk.text.split()), ()),
            "kvm": self._read("kvm", read_machine.device, None),
            "kvm_inside": self._read("kvm_inside", read_machine.device, None, part="libvirt"),
            "kvm_refused": self._read("kvm_refused", lambda chunk: " ".join(chunk.text.split()) or None, None, part="libvirt"),
            "options": self._read("options", read_configuration.options, None),
            "digests": self._read("options", lambda chunk: read_configuration.digests(chunk, (self._host, *addresses)), {}, silent=True),
            "file_systems": (
                *self._read("file_systems", read_machine.file_systems, (), part="options"),
                *self._read("storage", read_machine.file_systems, ()),
            ),
            "instances_path": place,
            "image_cache": self._read("image_cache", read_images.images, (), part="options"),
            "disks": self._read("disks", read_images.images, (), part="options"),
            "libvirt": self._together("libvirt", _LIBVIRT_CHUNKS, ("version", "capabilities"), read_libvirt.libvirt),
            "migration_ports": self._read("migration_ports", read_libvirt.migration_ports, QEMU_PORTS, part="libvirt"),
            "certificates": self._read("certificates", read_certificates.certificates, (), part="libvirt"),
            "access_control": self._read("access_control", lambda chunk: AccessControl(state=chunk.text.strip()), None),
            "denials": self._read(
                "denials", lambda chunk: tuple(Denial(seconds_ago=ago, line=line) for ago, line in read_machine.denials(chunk)), ()
            ),
            "listening": self._read("listening", read_machine.listening, ()),
            "addresses": addresses,
            "resolves": self._read("resolves", read_machine.resolves, {}),
            "switch": self._together("switch", _SWITCH_CHUNKS, _SWITCH_CHUNKS, read_switch.switch),
        }

    def services(self, looks: Iterable[Found]) -> tuple[ServiceState, ...]:
        """How those fare that were found, or found to be absent."""
        states = []
        for look in looks:
            how = fares(look)
            if isinstance(how, ServiceState):
                states.append(how)
            else:
                self.gaps.append(Gap(what=f"service {look.name}", why=how))
        return tuple(states)

    def _read(self, name: str, parse: Callable[[Chunk], T], otherwise: D, *, part: str = "machine", silent: bool = False) -> T | D:
        """The fact, or a gap and what to take instead. part: of which a gap tells that nothing of it was asked."""
        chunk = self._said.get(name)
        why = _NOT_ASKED
        if chunk is not None and chunk.ok:
            try:
                return parse(chunk)
            except NotReadable as error:
                return self._miss(name, str(error), otherwise, ours=False, silent=silent)
            except NOT_UNDERSTOOD as error:
                why = f"what the host says is not understood ({oddity(error)})"
        elif chunk is not None:
            why = chunk.why_not
        else:
            why = next((gap.why for gap in self.gaps if gap.what in {part, name}), _NOT_ASKED)
        # a path that is not there is the host's own trouble
        return self._miss(name, why, otherwise, ours=name != "instances_path" or chunk is None, silent=silent)

    def _miss(self, name: str, why: str, otherwise: T, *, ours: bool, silent: bool) -> T:
        if not silent and not any(gap.what == name for gap in self.gaps):
            self.gaps.append(Gap(what=name, why=why, ours=ours))
        return otherwise

    def _together(self, what: str, names: Sequence[str], needed: Sequence[str], parse: Callable[[Mapping[str, Chunk]], T]) -> T | None:
        """One fact of several chunks, of which some are needed."""
        failed = next((self._said.get(name) for name in needed if name not in self._said or not self._said[name].ok), None)
        if all(name in self._said for name in names) and failed is None:
            try:
                return parse(self._said)
            except NOT_UNDERSTOOD as error:
                return self._miss(what, f"what it says is not understood ({oddity(error)})", None, ours=True, silent=False)
        if failed is None:
            return self._miss(what, _NOT_ASKED, None, ours=True, silent=False)
        # a client that is missing or may not run is ours to set right; one that gets no answer is not
        ours = failed.not_begun or failed.rc in {126, 127} or "ermission denied" in failed.error
        return self._miss(what, failed.why_not, None, ours=ours, silent=False)
