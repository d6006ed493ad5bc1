"""The facts of one host, in two round trips: a program on the host itself, and side by side with it one in each container that it needs;
then what can only be asked once nova-compute's configuration is known, which is read here, as oslo.config reads it."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

from conformance.checks.facts import programs
from conformance.checks.facts.readers import read_certificates, read_configuration, read_images, read_libvirt, read_machine, read_switch
from conformance.checks.facts.service_states import fares
from conformance.config.profile_model import Profile, ServiceKind
from conformance.input.names import is_path, shown
from conformance.input.understanding import NOT_UNDERSTOOD, oddity
from conformance.model.base import readable
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.facts import QEMU_PORTS, AccessControl, Denial, Gap, HostFacts, ServiceState
from conformance.probe.chunks import MOST, Chunk, chunks, groups
from conformance.probe.clocks import clock_of
from conformance.probe.finder import found
from conformance.probe.hosts import HostAccess, Hosts
from conformance.probe.nova_conf import NovaConf, options_of
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


_Part = tuple[str, HostAccess, Command]
"""What is asked, where, and the program's part that asks it."""


def _ask(hosts: Hosts, profile: Profile, host: str, names: Sequence[str], pods: Pods) -> tuple[dict[str, Chunk], list[Gap], float]:
    """Everything that was said, what could not be asked, and when the last answer was there."""
    moment = time.monotonic()
    gaps: list[Gap] = []
    parts: list[_Part] = []
    node = hosts.on(host)
    wanted: list[tuple[str, str | None, Callable[[], Command]]] = [
        ("machine", None, lambda: programs.node(profile, names)),
        ("libvirt", "nova_libvirt", programs.libvirt),
        ("options", "nova_compute", lambda: programs.compute(profile)),
        ("switch", "vswitch" if "vswitch" in profile.services else "l2_agent", programs.switch),
    ]
    for what, service, program in wanted:
        try:
            parts.append((what, node.service(service) if service else node, program()))
        except SuiteFault as fault:
            gaps.append(Gap(what=what, why=str(fault)))
    with ThreadPoolExecutor(max_workers=1) as pool:
        in_pods = pool.submit(_ask_for_pods, profile, pods)
        said, silent = _told(parts)
        ended = time.time()
        then = list(_then(profile, host, said, parts, gaps))
        more, silent_then = _told(then, programs.LIMIT - (time.monotonic() - moment))
        in_pods.result()
    return said | more, [*gaps, *silent, *silent_then], ended


def _told(parts: Sequence[_Part], seconds: float | None = None) -> tuple[dict[str, Chunk], list[Gap]]:
    """What was said, by one program in each place, all at the same time; and what could not be asked. seconds: as whole() takes them."""
    places: dict[HostAccess, list[_Part]] = {}
    for part in parts:
        places.setdefault(part[1], []).append(part)
    said: dict[str, Chunk] = {}
    gaps: list[Gap] = []
    with ThreadPoolExecutor(max_workers=len(places) or 1) as pool:
        asked = {
            place: pool.submit(place.run, programs.whole([command for *_, command in there], seconds), timeout=BUDGET, limit=MOST)
            for place, there in places.items()
        }
        for place, answer in asked.items():
            try:
                said |= chunks(answer.result().stdout)
            except SuiteFault as fault:
                gaps += [Gap(what=what, why=str(fault)) for what, *_ in places[place]]
    return said, gaps


def _then(profile: Profile, host: str, said: Mapping[str, Chunk], parts: Sequence[_Part], gaps: list[Gap]) -> Iterator[_Part]:
    """What is asked once it is known what nova-compute is configured to do."""
    places = {what: place for what, place, _ in parts}
    conf = _conf(host, said.get("options"))
    if "options" in places and "options" in said:
        instances = (conf.instances_path if conf else None) or profile.paths.instances
        state = conf.state_path if conf else ""
        if is_path(instances):
            yield "instances", places["options"], programs.instances(instances, state if is_path(state) else "")
        else:
            why = f"nova-compute's configuration says {shown(instances)}, which is no absolute path"
            gaps.append(Gap(what="instances_path", why=why, ours=False))
    if "libvirt" in places and "version" in said and said["version"].ok:
        yield "libvirt", places["libvirt"], programs.domain_types(_virt_types(conf))


def _conf(host: str, options: Chunk | None) -> NovaConf | None:
    """What nova-compute is configured to do, where it can be read; the gap of the options tells why not."""
    with suppress(*NOT_UNDERSTOOD):
        if options and options.ok:
            return NovaConf(host, options_of(groups(options.text)))
    return None


def _virt_types(conf: NovaConf | None) -> Sequence[str]:
    """Those that Nova starts domains of; all of QEMU's where that is not known, or none of them."""
    with suppress(CloudFault):
        if conf and conf.virt_type in read_libvirt.VIRT_TYPES:
            return (conf.virt_type,)
    return read_libvirt.VIRT_TYPES


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
        place = self._read("instances_path", lambda chunk: chunk.text.strip("\n"), "", part="instances")
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
                *self._read("file_systems", read_machine.file_systems, (), part="instances"),
                *self._read("storage", read_machine.file_systems, ()),
            ),
            "instances_path": place,
            "image_cache": self._read("image_cache", read_images.images, (), part="instances"),
            "disks": self._read("disks", read_images.images, (), part="instances"),
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
            wanted = {part, name, *(["options"] if part == "instances" else [])}
            why = next((gap.why for gap in self.gaps if gap.what in wanted), _NOT_ASKED)
        # a path that is not there is the host's own trouble
        return self._miss(name, why, otherwise, ours=name != "instances_path" or chunk is None, silent=silent)

    def _miss(self, name: str, why: str, otherwise: T, *, ours: bool, silent: bool) -> T:
        if not silent and not any(gap.what == name for gap in self.gaps):
            self.gaps.append(Gap(what=name, why=why, ours=ours))
        return otherwise

    def _together(self, what: str, names: Sequence[str], needed: Sequence[str], parse: Callable[[Mapping[str, Chunk]], T]) -> T | None:
        """One fact of several chunks, of which some are needed."""
        if any(gap.what == what for gap in self.gaps):
            return None
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
