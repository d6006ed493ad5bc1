"""How a service is on a host, as what runs it tells."""

from enum import StrEnum

from conformance.config.profile_model import LogicalService, Service, ServiceKind
from conformance.model.base import Noun


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
    """What was seen of one candidate: its health, and in what words it was told. restarts is None where nobody counts them."""

    health: Health
    words: str
    restarts: int | None = None


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
