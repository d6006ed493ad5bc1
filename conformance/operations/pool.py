"""Servers that one test is through with and the next can take up, so that a chain of tests costs one boot."""

from collections.abc import Callable
from contextlib import ExitStack, suppress

from conformance.cloud.nova import Refused, ServerState
from conformance.cloud.wait import Transient
from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.operations.boot import boot
from conformance.operations.perform import OperationFailed

Boot = Callable[[RunContext, str], Instance]
"""What makes a server on a host. Servers that are made otherwise are no replacement for each other."""


class ServerPool:
    """The idle servers of this worker. What a test gets from it may depend on the order of tests; what the test sees does not."""

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._idle: list[Instance] = []
        self._kept: list[str] = []
        self._slots: dict[str, ExitStack] = {}
        self._made_by: dict[str, Boot] = {}

    def on(self, host: str, make: Boot = boot) -> Instance:
        """An idle server that is ACTIVE on that host without a task, or else a new one. :raises OperationFailed: its boot failed"""
        for instance in self._idle:
            if self._made_by.get(instance.id) is not make:
                continue
            state = self._state(instance)
            if state is not None and state.at_rest and state.status == "ACTIVE" and state.host == host:
                self._idle.remove(instance)
                return instance
        return self.boot(host, make)

    def boot(self, host: str, make: Boot = boot) -> Instance:
        """A new server, within the budget of instances. :raises OperationFailed: it did not get there"""
        slot = self._run.slots.instance(self._do_without_one)
        id = None
        try:
            instance = make(self._run, host)
            id = instance.id
            self._made_by[id] = make
        except OperationFailed as failure:
            id = failure.operation.server_id
            self._kept.extend([id] if id else [])
            raise
        finally:
            if id:
                self._slots[id] = slot
            else:
                slot.close()
        return instance

    def keep(self, instance: Instance) -> None:
        """It stays as it is, to be looked at, unless its place is needed."""
        self._kept.append(instance.id)

    def discard(self, id: str) -> None:
        """Ask to delete a server. That this fails is of no account here: the ledger has it, and the sweep will say."""
        with suppress(Refused, Transient):
            self._run.nova.delete(id)
        self._slots.pop(id, ExitStack()).close()

    def _do_without_one(self) -> None:
        """What is idle goes first; what failed tests left has been examined when they ended."""
        if self._idle:
            self.discard(self._idle.pop(0).id)
        elif self._kept:
            self.discard(self._kept.pop(0))

    def give_back(self, instance: Instance) -> None:
        """The next test may have it."""
        self._idle.append(instance)

    def drain(self) -> None:
        """Ask to delete every idle server; that they are gone is seen to at the end of the run."""
        while self._idle:
            self.discard(self._idle.pop().id)

    def _state(self, instance: Instance) -> ServerState | None:
        try:
            return self._run.nova.server(instance.id)
        except (Refused, Transient):
            return None


class Lease:
    """The servers that one test holds."""

    def __init__(self, pool: ServerPool) -> None:
        self._pool = pool
        self._held: list[Instance] = []
        self._spent: set[str] = set()

    def server_on(self, host: str, make: Boot = boot) -> Instance:
        """A server on that host, for this test alone. :raises OperationFailed: there was none, and its boot failed"""
        instance = self._pool.on(host, make)
        self._held.append(instance)
        return instance

    def boot(self, host: str, make: Boot = boot) -> Instance:
        """A new server on that host, for this test alone. :raises OperationFailed: it did not get there"""
        instance = self._pool.boot(host, make)
        self._held.append(instance)
        return instance

    def spend(self, instance: Instance) -> None:
        """No other test may have it: it is not any more as a new one would be."""
        self._spent.add(instance.id)

    def end(self, *, passed: bool) -> None:
        """The test is over. What a test that did not pass has held stays as it is, to be looked at, until the end of the run."""
        for instance in self._held:
            if not passed:
                self._pool.keep(instance)
            elif instance.id in self._spent:
                self._pool.discard(instance.id)
            else:
                self._pool.give_back(instance)
        self._held.clear()
