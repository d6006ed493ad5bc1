"""Where an instance is: for libvirt on its hosts, and for Placement. Nova's own word is what operations wait for."""

from collections.abc import Callable

from conformance.cloud.wait import LastSeen, TimedOut, wait_until
from conformance.instances.context import RunContext
from conformance.instances.domains import Domains
from conformance.instances.placement import Placement
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.instance import DomainState, Instance

_GRACE = 15.0
"""Seconds in which the last hand movements of an operation that Nova calls done may still end."""


class CloudLocation:
    """Claims about where an instance is, and is no longer."""

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._domains = Domains(run)
        self._placement = Placement(run)

    def expect_only_on(self, instance: Instance, host: str | None, left: str | None = None) -> None:
        """Its domain runs on the host and is gone from the one it left; allocations are held on the host alone.

        :param left: where it was before; the same as host if Nova chose not to move it
        :raises CloudFault: it is not so; names everything that is not
        :raises SuiteFault: the operation that should tell the host did not
        """
        if host is None:
            raise SuiteFault(f"no record says where {instance.name} should be")
        gone = None if left == host else left
        self._expect(f"{instance.name} is on {host} only", lambda: self._wrong(instance, host, gone), host)

    def _expect(self, claim: str, see: Callable[[], list[str]], host: str) -> None:
        def look() -> LastSeen[None]:
            wrong = see()
            return LastSeen(not wrong, "; ".join(wrong), None)

        try:
            wait_until(claim, look, _GRACE, pace=self._run.pace)
        except TimedOut as spent:
            raise CloudFault(claim, spent.seen, host) from spent

    def expect_held_on(self, instance: Instance, host: str, state: DomainState) -> None:
        """Its domain is in that state on the host, and allocations are held there alone.

        :raises CloudFault: it is not so; names everything that is not
        """
        self._expect(f"{instance.name} is {state} on {host}, and there only", lambda: self._wrong(instance, host, None, state), host)

    def expect_nowhere(self, instance: Instance, left: str) -> None:
        """No host holds allocations of it, and the host that it left has no domain of it.

        :raises CloudFault: it is not so; names everything that is not
        """

        def wrong() -> list[str]:
            domain = [f"libvirt on {left} still has its domain"] if self._domains.has(left, instance) else []
            held = sorted(self._placement.hosts_of(instance))
            return [*domain, *(f"Placement still has an allocation of it on {host}" for host in held)]

        self._expect(f"{instance.name} is on no host", wrong, left)

    def traces_on(self, instance: Instance, host: str) -> list[str]:
        """What there is of the instance on a host, in words."""
        traces = []
        if self._domains.has(host, instance):
            traces.append(f"libvirt on {host} has its domain")
        if host in self._placement.hosts_of(instance):
            traces.append(f"Placement has its allocation on {host}")
        return traces

    def _wrong(self, instance: Instance, host: str, gone: str | None, state: DomainState = DomainState.RUNNING) -> list[str]:
        wrong = []
        if not self._domains.is_in(host, instance, state):
            running = state is DomainState.RUNNING
            wrong.append(f"libvirt on {host} does not {'run its domain' if running else f'have its domain {state}'}")
        if gone is not None and self._domains.has(gone, instance):
            wrong.append(f"libvirt on {gone} still has its domain")
        held = self._placement.hosts_of(instance)
        if host not in held:
            wrong.append(f"Placement has no allocation of it on {host}")
        wrong.extend(f"Placement still has an allocation of it on {other}" for other in sorted(held - {host}))
        left_by_migrations = sorted(self._placement.hosts_of_last_migration(instance))
        wrong.extend(f"Placement still has an allocation of its migration on {other}" for other in left_by_migrations)
        return wrong
