"""How a service is on a host, as what runs it tells: the one answer that the doctor, facts and evidence are made of."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field

from conformance.config.profile_model import LogicalService, Service, ServiceKind
from conformance.model.base import Noun
from conformance.model.facts import ABSENT


class Health(StrEnum):
    """From best to worst; unasked: what runs services there gives no answer."""

    RUNNING = "running"
    UNHEALTHY = "unhealthy"
    STOPPED = "stopped"
    ABSENT = "absent"
    UNASKED = "unasked"

    @property
    def there(self) -> bool:
        """Whether there is such a service, in whatever state."""
        return self in {Health.RUNNING, Health.UNHEALTHY, Health.STOPPED}

    @property
    def runs(self) -> bool:
        """Whether it runs, well or not."""
        return self in {Health.RUNNING, Health.UNHEALTHY}


class Seen(Noun):
    """What was seen of one candidate.

    words: how it is, for people. state: its manager's own word for that. running: whether it runs at this moment, well or not. trouble:
    what is wrong with it beside, or behind, its state. restarts: those that nobody asked for; None where nobody counts them.
    said: the manager's own words where it has no names for what it says; details: what it says beside, by the names that evidence tells
    it under (exit, oom_killed, started; ActiveState, Result and the like of systemd).
    """

    health: Health
    words: str
    state: str = ""
    running: bool = False
    trouble: str | None = None
    restarts: int | None = None
    said: str = ""
    details: dict[str, str] = Field(default_factory=dict)

    @property
    def told(self) -> str:
        """As evidence tells it: `exited exit=137 oom_killed=true`."""
        return " ".join(word for word in (self.said, *(f"{name}={value}" for name, value in self.details.items() if value)) if word)


_NOTHING: Mapping[str, str] = {}


def running(
    state: str,
    words: str,
    *,
    trouble: str | None = None,
    restarts: int | None = None,
    said: str = "",
    details: Mapping[str, str] = _NOTHING,
) -> Seen:
    """One that runs: well, unless there is trouble."""
    health = Health.UNHEALTHY if trouble else Health.RUNNING
    return Seen(health=health, words=words, state=state, running=True, trouble=trouble, restarts=restarts, said=said, details=dict(details))


def not_running(
    state: str,
    words: str,
    *,
    on_its_way: bool = False,
    trouble: str | None = None,
    restarts: int | None = None,
    said: str = "",
    details: Mapping[str, str] = _NOTHING,
) -> Seen:
    """One that is there and does not run. on_its_way: it is about to, or is held from it."""
    health = Health.UNHEALTHY if on_its_way else Health.STOPPED
    return Seen(health=health, words=words, state=state, trouble=trouble, restarts=restarts, said=said, details=dict(details))


def absent(words: str) -> Seen:
    """Nothing of it is there."""
    return Seen(health=Health.ABSENT, words=words, state=ABSENT, trouble=words)


def unasked(words: str) -> Seen:
    """Its manager gives no answer, or none that is understood."""
    return Seen(health=Health.UNASKED, words=words)


class Candidate(Noun):
    """One of what a logical service may be, and what was seen of it on a host."""

    service: Service
    seen: Seen

    @property
    def text(self) -> str:
        """`container nova_compute: running (healthy)`."""
        return f"{described(self.service)}: {self.seen.words}"


class Found(Noun):
    """A logical service on a host: all that it may be there, the likeliest first."""

    name: LogicalService
    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate:
        """The one that runs, or else is there; the likeliest of them."""
        order = list(Health)
        return min(self.candidates, key=lambda candidate: order.index(candidate.seen.health))

    @property
    def health(self) -> Health:
        """That of the best; unasked where one of them could not be asked for and no other is there."""
        best = self.best.seen.health
        unasked = any(candidate.seen.health is Health.UNASKED for candidate in self.candidates)
        return Health.UNASKED if unasked and not best.there else best

    @property
    def silent(self) -> Candidate | None:
        """The one that could not be asked for, where its health is that."""
        if self.health is not Health.UNASKED:
            return None
        return next(candidate for candidate in self.candidates if candidate.seen.health is Health.UNASKED)


def restarted(times: int | None) -> str:
    """`, restarted 3 times`; nothing where it was not, or nobody counted."""
    return f", restarted {times} time{'s' if times > 1 else ''}" if times else ""


_NOUNS = {
    ServiceKind.DOCKER: "container",
    ServiceKind.PODMAN: "Podman container",
    ServiceKind.KUBECTL: "pod",
    ServiceKind.SYSTEMD: "unit",
    ServiceKind.SUPERVISOR: "program",
    ServiceKind.PROCESS: "process",
}


def described(service: Service) -> str:
    """`container nova_compute`, `pod application=nova,component=compute in openstack`, `unit libvirtd`."""
    if service.kind is ServiceKind.NONE:
        return "none"
    where = f" in {service.namespace}" if service.kind is ServiceKind.KUBECTL else ""
    return f"{_NOUNS[service.kind]} {service.name}{where}"
