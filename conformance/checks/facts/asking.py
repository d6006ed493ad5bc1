"""Asking one host: a program on the host itself, and side by side with it one in each container that it needs; then what can only be asked
once nova-compute's configuration is known, which is read here, as oslo.config reads it."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

from conformance.checks.facts import programs
from conformance.checks.facts.fact import ProbePoint, Question
from conformance.checks.facts.programs import Configured
from conformance.checks.facts.readers.read_libvirt import VIRT_TYPES
from conformance.config.profile_model import Profile
from conformance.input.names import is_path, shown
from conformance.input.understanding import NOT_UNDERSTOOD
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.facts import UnreadFact
from conformance.probe.chunks import MOST, Chunk, chunks, groups
from conformance.probe.finder import CHUNKS
from conformance.probe.hosts import HostAccess
from conformance.probe.nova_conf import NovaConf, options_of
from conformance.transport.command import Command

BUDGET = 30.0
"""Seconds after which a host's programs are ended, should they not end by themselves: each command in them has its own few."""


@dataclass
class Answers:
    """What came of asking a host: what was said, in which places nothing (more) could be asked, and the gaps that are known by that.

    answered: the epoch second at which the first round of answers was here.
    """

    said: dict[str, Chunk] = field(default_factory=dict)
    faults: dict[ProbePoint, str] = field(default_factory=dict)
    gaps: list[UnreadFact] = field(default_factory=list)
    answered: float = 0.0

    def miss(self, place: ProbePoint, why: str) -> None:
        """Nothing can be asked in that place."""
        self.gaps.append(UnreadFact(what=place, why=why))
        self.faults[place] = why


@dataclass(frozen=True)
class _Part:
    """What is asked for one place, where that is, and the names under which it may answer."""

    place: ProbePoint
    where: HostAccess
    command: Command
    chunks: frozenset[str]

    def may_answer(self, name: str) -> bool:
        """Whether a chunk of that name answers something that is asked here."""
        return name in self.chunks or (self.place is ProbePoint.NODE and name.startswith((CHUNKS, "clock")))


def ask(node: HostAccess, profile: Profile, names: Sequence[str]) -> Answers:
    """Both rounds of questions.

    :param names: all compute hosts, to see whether their names resolve
    """
    moment, answers = time.monotonic(), Answers()
    places: dict[ProbePoint, HostAccess] = {}
    parts: list[_Part] = []
    for place, service in _services(profile).items():
        try:
            where, command = node.service(service) if service else node, programs.first(place, profile, names)
        except SuiteFault as fault:
            answers.miss(place, str(fault))
            continue
        places[place] = where
        parts.append(_Part(place, where, command, _names(programs.asked(place, later=False))))
    said, faults = _told(parts)
    answers.said |= said
    for place, why in faults.items():
        answers.miss(place, why)
    answers.answered = time.time()
    known = _configured(node.name, profile, answers)
    said, faults = _told(list(_then(places, profile, known, answers.said)), programs.LIMIT - (time.monotonic() - moment))
    answers.said |= said
    answers.faults |= faults
    return answers


def _services(profile: Profile) -> Mapping[ProbePoint, str | None]:
    """The service of a place; None for the host itself."""
    return {
        ProbePoint.NODE: None,
        ProbePoint.LIBVIRT: "nova_libvirt",
        ProbePoint.NOVA_COMPUTE: "nova_compute",
        ProbePoint.VSWITCH: "vswitch" if "vswitch" in profile.services else "l2_agent",
    }


def _told(parts: Sequence[_Part], seconds: float | None = None) -> tuple[dict[str, Chunk], dict[ProbePoint, str]]:
    """What was said, by one program for all parts of a place, in all places at the same time; and why nothing was said in others.

    :param seconds: after which nothing more is begun, as programs.whole() takes them
    """
    there: dict[HostAccess, list[_Part]] = {}
    for part in parts:
        there.setdefault(part.where, []).append(part)
    said: dict[str, Chunk] = {}
    faults: dict[ProbePoint, str] = {}
    with ThreadPoolExecutor(max_workers=len(there) or 1) as pool:
        asked = {
            where: pool.submit(where.run, programs.whole([part.command for part in here], seconds), timeout=BUDGET, limit=MOST)
            for where, here in there.items()
        }
        for where, answer in asked.items():
            try:
                told = chunks(answer.result().stdout)
            except SuiteFault as fault:
                faults |= {part.place: str(fault) for part in there[where]}
                continue
            # a container answers what it was asked, and nothing else of its host
            said |= {name: chunk for name, chunk in told.items() if any(part.may_answer(name) for part in there[where])}
    return said, faults


def _names(questions: Iterable[Question]) -> frozenset[str]:
    return frozenset(name for question in questions for name in question.chunks)


def _then(places: Mapping[ProbePoint, HostAccess], profile: Profile, known: Configured, said: Mapping[str, Chunk]) -> Iterator[_Part]:
    """What is asked once it is known what nova-compute is configured to do."""
    for place, where in places.items():
        ready = [one for one in programs.asked(place, later=True) if not one.after or (one.after in said and said[one.after].ok)]
        if ready and (known.instances or place is not ProbePoint.NOVA_COMPUTE):
            yield _Part(place, where, programs.then(place, profile, known, ready), _names(ready))


def _configured(host: str, profile: Profile, answers: Answers) -> Configured:
    """As nova-compute's files say; where they cannot be read (the gap of the options tells why), the profile says where instances are."""
    conf = _conf(host, answers.said.get("options"))
    instances = (conf.instances_path if conf else None) or profile.paths.instances
    if not is_path(instances):
        # the host's own trouble, as is a path that is not there
        why = f"nova-compute's configuration says {shown(instances)}, which is no absolute path"
        answers.gaps.append(UnreadFact(what="instances_path", why=why, ours=False))
        answers.faults.setdefault(ProbePoint.NOVA_COMPUTE, why)
        instances = ""
    state = conf.state_path if conf else ""
    pki_path = (conf.live_migration_pki_path if conf else None) or ""
    of_ceph = (conf.rbd_user, conf.rbd_secret_uuid, conf.images_rbd_ceph_conf) if conf and is_path(conf.images_rbd_ceph_conf) else ()
    return Configured(instances, state if is_path(state) else "", _virt_types(conf), pki_path if is_path(pki_path) else "", *of_ceph)


def _conf(host: str, options: Chunk | None) -> NovaConf | None:
    with suppress(*NOT_UNDERSTOOD):
        if options and options.ok:
            return NovaConf(host, options_of(groups(options.text)))
    return None


def _virt_types(conf: NovaConf | None) -> Sequence[str]:
    """Those that Nova starts domains of; all of QEMU's where that is not known, or none of them."""
    with suppress(CloudFault):
        if conf and conf.virt_type in VIRT_TYPES:
            return (conf.virt_type,)
    return VIRT_TYPES
