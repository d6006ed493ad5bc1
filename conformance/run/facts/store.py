"""The facts of a run: gathered once by whoever asks first, kept in the run's directory, shared by all workers."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from filelock import FileLock
from pydantic import Field, ValidationError

from conformance.model.base import Noun
from conformance.model.cloud_facts import CloudFacts, ControlFacts
from conformance.model.facts import HostFacts, Way
from conformance.run.facts.ask_control import ask_control
from conformance.run.facts.ask_pod_events import pod_warnings
from conformance.run.facts.ask_pods import Pods
from conformance.run.facts.gather import gather
from conformance.run.facts.last_look import Restarts, compared, counted
from conformance.run.facts.reach import try_ways
from conformance.run.facts.try_consoles import try_consoles
from conformance.run.host import AllHosts
from conformance.site.hosts import Hosts
from conformance.site.profile_model import Profile
from conformance.text.writing import json_text

T = TypeVar("T")
R = TypeVar("R")

_AT_ONCE = 16
"""Hosts that are asked at the same time: each takes a process of ssh and a thread here."""


FILE = "facts.json"


def at_once(ask: Callable[[T], R], of: Iterable[T]) -> list[R]:
    """What each says, in their order; so many are asked at the same time as one machine has threads and processes for."""
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        return list(pool.map(ask, of))


class Facts(Noun):
    """The content of facts.json. name: the cloud's, in clouds.yaml. hypervisors: by host, the name of its hypervisor."""

    name: str = ""
    hosts: tuple[HostFacts, ...]
    ways: tuple[Way, ...] = ()
    cloud: CloudFacts | None = None
    hypervisors: dict[str, str] = Field(default_factory=dict)

    def around(self, profile: Profile) -> AllHosts:
        """The hosts and the cloud that they are of."""
        return AllHosts(profile, self.hosts, self.ways, self.cloud, self.hypervisors)


def gathered(directory: Path) -> Facts | None:
    """The facts of the run that keeps its results there, if they were asked for."""
    path = directory / FILE
    return Facts.model_validate_json(path.read_text()) if path.exists() else None


def counted_before(directory: Path, cloud: str) -> Restarts:
    """The restarts that the newest other run beside that directory counted that was on the same cloud; none if there was no such run.

    :param cloud: its name in clouds.yaml
    """
    for path in sorted(directory.parent.glob(f"*/{FILE}"), key=lambda path: path.stat().st_mtime, reverse=True):
        if path.parent.resolve() == directory.resolve():
            continue
        try:
            facts = Facts.model_validate_json(path.read_text())
        except (OSError, ValidationError):
            # one of an older release, or one that is being removed
            continue
        if facts.name == cloud and facts.cloud:
            return counted(facts.hosts, facts.cloud.control)
    return {}


def shared(directory: Path, make: Callable[[], Facts]) -> Facts:
    """The facts of the run that keeps its results there; made by the first process that asks, while the others wait."""
    path = directory / FILE
    with FileLock(directory / ".facts.lock"):
        if not path.exists():
            new = directory / ".facts.json"
            new.write_text(json_text(make().model_dump(mode="json"), indent=1) + "\n", encoding="utf-8")
            new.replace(path)
    return Facts.model_validate_json(path.read_text())


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
    pods, known = Pods(), before or {}
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
