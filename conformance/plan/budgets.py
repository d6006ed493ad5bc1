"""How much is done at once: what the cloud itself allows, where it can be read, else what the profile says."""

from collections.abc import Sequence

from pydantic import Field

from conformance.model.base import Noun


class Budgets(Noun):
    """Instances that leave a host, and that arrive on it, at a time; migrations and instances at a time in all (None: no limit).

    out and into have the hosts whose limits are known, out_of_others and into_others are those of all others.
    """

    out: dict[str, int] = Field(default_factory=dict)
    into: dict[str, int] = Field(default_factory=dict)
    out_of_others: int = 1
    into_others: int = 1
    migrations: int | None = None
    instances: int | None = None

    def out_of(self, host: str) -> int:
        """How many may leave the host at a time."""
        return self.out.get(host, self.out_of_others)

    def into_of(self, host: str) -> int:
        """How many may arrive on the host at a time."""
        return self.into.get(host, self.into_others)

    def abreast(self, hosts: Sequence[str]) -> int:
        """How many every host may send, and receive, at a time."""
        return min((min(self.out_of(host), self.into_of(host)) for host in hosts), default=1)

    def at_once(self, workers: int) -> int:
        """How many migrations are in flight at most, by so many workers, each of them with one instance."""
        return max(1, min(limit for limit in (self.migrations, self.instances, workers) if limit is not None))
