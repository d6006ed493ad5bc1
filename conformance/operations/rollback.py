"""After a live migration that failed: the guest must not have noticed, and nothing of it may be left where it did not get to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from conformance.cloud.nova import Refused
from conformance.cloud.wait import TimedOut, Transient
from conformance.instances.guest import CloudGuest
from conformance.instances.location import CloudLocation
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.instance import Instance
from conformance.operations.perform import OperationFailed

_ROLLBACK = 60.0
"""Seconds that a failed operation may take to bring its server to rest, before we look at what it left."""


class CloudRollback:
    """Looks at what a failed operation left, and adds what it finds to the failure's message."""

    def __init__(self, guest: CloudGuest, location: CloudLocation) -> None:
        self._guest = guest
        self._location = location

    @contextmanager
    def expected_on_failure(self, instance: Instance, boot: str | None, source: str, destination: str) -> Iterator[None]:
        """Around an operation: should it fail, the same boot must still run on the source, and nothing stay on the destination.

        :raises OperationFailed: the operation's own failure, with a note for each of the two
        """
        try:
            yield
        except OperationFailed as failure:
            self._let_rest(instance)
            failure.add_note(_found("afterwards, on the source", lambda: self._on_source(instance, boot, source)))
            failure.add_note(_found("afterwards, on the destination", lambda: self._on_destination(instance, destination)))
            raise

    def _let_rest(self, instance: Instance) -> None:
        """A failure is told at once; what it left is looked at when it has come to rest."""
        with suppress(TimedOut, SuiteFault, Refused):
            self._guest.let_rest(instance, _ROLLBACK)

    def _on_source(self, instance: Instance, boot: str | None, source: str) -> str:
        self._guest.expect_same_boot(instance, boot)
        host = self._guest.host_of(instance)
        if host != source:
            raise CloudFault(f"{instance.name} is still on {source}", f"it is on {host}", host)
        return f"the guest goes on as if nothing had been, on {source}"

    def _on_destination(self, instance: Instance, destination: str) -> str:
        traces = self._location.traces_on(instance, destination)
        if traces:
            raise CloudFault(f"nothing of {instance.name} on {destination}", "; ".join(traces), destination)
        return f"nothing stays on {destination}"


def _found(where: str, look: Callable[[], str]) -> str:
    try:
        return f"{where}: {look()}"
    except CloudFault as fault:
        return f"{where}: expected {fault.expected}, seen: {fault.seen}"
    except (SuiteFault, Transient, Refused) as trouble:
        return f"{where}: could not be seen: {trouble}"
