"""The facts of a run: gathered once by whoever asks first, kept in the run's directory, shared by all workers."""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from filelock import FileLock
from pydantic import Field, ValidationError

from conformance.checks.facts.ask_control import ask_control
from conformance.checks.facts.ask_pod_events import pod_warnings
from conformance.checks.facts.gather import gather
from conformance.checks.facts.last_look import Restarts, compared, counted
from conformance.checks.facts.reach import try_ways
from conformance.checks.facts.try_consoles import try_consoles
from conformance.checks.host import AllHosts
from conformance.config.profile_model import Profile
from conformance.input.files import MIB, UnreadableFile, read_bytes
from conformance.model.base import Noun
from conformance.model.cloud_facts import CloudFacts, ControlFacts
from conformance.model.errors import SuiteFault
from conformance.model.facts import Connectivity, HostFacts
from conformance.probe.hosts import Hosts
from conformance.probe.pods import Pods
from conformance.text.writing import json_text

T = TypeVar("T")
R = TypeVar("R")

_AT_ONCE = 16
"""Hosts that are asked at the same time: each takes a process of ssh and a thread here."""


_KUBECTL = 5
"""Seconds in which Kubernetes must answer."""

FILE = "facts.json"

_LARGEST = 256 * MIB
"""Bytes of such a file that are read: a host takes some tens of KiB."""


def at_once(ask: Callable[[T], R], of: Iterable[T]) -> list[R]:
    """What each says, in their order; so many are asked at the same time as one machine has threads and processes for."""
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        return list(pool.map(ask, of))


class Facts(Noun):
    """The content of facts.json. name: the cloud's, in clouds.yaml. hypervisors: by host, the name of its hypervisor."""

    name: str = ""
    hosts: tuple[HostFacts, ...]
    ways: tuple[Connectivity, ...] = ()
    cloud: CloudFacts | None = None
    hypervisors: dict[str, str] = Field(default_factory=dict)

    def around(self, profile: Profile) -> AllHosts:
        """The hosts and the cloud that they are of."""
        return AllHosts(profile, self.hosts, self.ways, self.cloud, self.hypervisors)


def gathered(directory: Path) -> Facts | None:
    """The facts of the run that keeps its results there, if they were asked for. :raises SuiteFault: they cannot be read"""
    path = directory / FILE
    return _read(path) if os.path.lexists(path) else None


def _read(path: Path) -> Facts:
    """:raises SuiteFault: it cannot be read, or holds something else"""
    try:
        return Facts.model_validate_json(read_bytes(path, _LARGEST))
    except UnreadableFile as trouble:
        raise SuiteFault(str(trouble)) from trouble
    except ValidationError as trouble:
        first = trouble.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SuiteFault(f"{path}: these are not the facts of a run of this release: {where}: {first['msg']}") from trouble


def counted_before(directory: Path, cloud: str) -> Restarts:
    """The restarts that the newest other run beside that directory counted that was on the same cloud; none if there was no such run.

    :param cloud: its name in clouds.yaml
    """
    for path in sorted(directory.parent.glob(f"*/{FILE}"), key=_changed, reverse=True):
        if path.parent.is_symlink() or path.parent.absolute() == directory.absolute():
            continue
        try:
            facts = _read(path)
        except SuiteFault:
            # one of another release, one that is damaged, or one that is being removed
            continue
        if facts.name == cloud and facts.cloud:
            return counted(facts.hosts, facts.cloud.control)
    return {}


def _changed(path: Path) -> float:
    """When it was last written; a file that is being removed is the oldest."""
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0


def shared(directory: Path, make: Callable[[], Facts]) -> Facts:
    """The facts of the run that keeps its results there; made by the first process that asks, while the others wait."""
    path = directory / FILE
    with FileLock(directory / ".facts.lock"):
        if not path.exists():
            new = directory / ".facts.json"
            new.write_text(json_text(make().model_dump(mode="json"), indent=1) + "\n", encoding="utf-8")
            new.replace(path)
    return _read(path)


def gather_all(
    hosts: Hosts,
    profile: Profile,
    names: Sequence[str],
    hypervisors: dict[str, str],
    ask_cloud: Callable[[], CloudFacts],
    before: Restarts | None = None,
) -> Facts:
    """Ask all hosts, the control plane and the cloud's APIs, side by side; then have each host try its ways to the others.

    :param before: how often services had restarted when they were last looked at
    """
    pods, known = Pods(timeout=_KUBECTL), before or {}
    with ThreadPoolExecutor(max_workers=4) as pool:
        apis = pool.submit(ask_cloud)
        asked = pool.submit(ask_control, hosts, profile, pods)
        warned = pool.submit(pod_warnings, profile, pods)
        told = at_once(lambda name: gather(hosts, profile, name, names, pods), names)
        found = tuple(one.model_copy(update={"services": compared(one.host, one.services, known)}) for one in told)
        around = AllHosts(profile, found)
        consoles = pool.submit(try_consoles, around.all)
        ways = tuple(way for of_one in at_once(lambda host: try_ways(host, hosts), around.all) for way in of_one)
        control = _compared(asked.result(), known)
        (warnings, gaps), cloud = warned.result(), apis.result()
        told_elsewhere = {"control": control, "consoles": consoles.result(), "pod_warnings": warnings, "gaps": (*cloud.gaps, *gaps)}
        cloud = cloud.model_copy(update=told_elsewhere)
        return Facts(hosts=found, ways=ways, cloud=cloud, hypervisors=hypervisors)


def _compared(control: ControlFacts, before: Restarts) -> ControlFacts:
    services = tuple(
        one.model_copy(update={"state": state}) for one in control.services for state in compared(one.where, (one.state,), before)
    )
    return control.model_copy(update={"services": services})
