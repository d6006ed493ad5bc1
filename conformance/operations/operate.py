"""Every operation under one name, as the suites call them."""

from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.cold_migration import cold_migrate
from conformance.operations.hard_reboot import hard_reboot
from conformance.operations.live_migration import live_migrate
from conformance.operations.pool import Lease
from conformance.operations.resize import resize
from conformance.operations.settle import confirm, revert


class CloudOperations:
    """The operations that a test may ask for. Each returns when all records of it agree, and raises OperationFailed otherwise."""

    def __init__(self, run: RunContext, lease: Lease) -> None:
        self._run = run
        self._lease = lease

    def boot(self, host: str) -> Instance:
        """A new instance on that host."""
        return self._lease.boot(host)

    def hard_reboot(self, instance: Instance) -> Operation:
        """Destroy its domain and start it anew, where it is."""
        return hard_reboot(self._run, instance)

    def resize(self, instance: Instance) -> Operation:
        """To the other flavor; the operation's destination is the host that the scheduler picked."""
        return resize(self._run, instance)

    def confirm(self, instance: Instance) -> Operation:
        """End a resize or cold migration on its destination."""
        operation = confirm(self._run, instance)
        if operation.kind is OperationKind.RESIZE_CONFIRM:
            self._lease.spend(instance)
        return operation

    def revert(self, instance: Instance) -> Operation:
        """Take a resize back to its source."""
        return revert(self._run, instance)

    def cold_migrate(self, instance: Instance, to: str) -> Operation:
        """To that host; awaits confirmation there."""
        return cold_migrate(self._run, instance, to)

    def live_migrate(self, instance: Instance, to: str) -> Operation:
        """To that host, running."""
        return live_migrate(self._run, instance, to)
