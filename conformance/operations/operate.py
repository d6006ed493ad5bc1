"""Every operation under one name, as the suites call them."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from conformance import operations
from conformance.instances.context import RunContext
from conformance.model.instance import Instance, Operate
from conformance.model.operation import Operation, OperationKind
from conformance.operations.pool import Lease
from conformance.operations.settle import confirm


class CloudOperations:
    """The operations that a test may ask for. Each returns when all records of it agree, and raises OperationFailed otherwise.

    What is not said here is performed by the function of its name in this package, or in one that is in it: `hard_reboot(instance)` by
    hard_reboot.hard_reboot.
    """

    def __init__(self, run: RunContext, lease: Lease) -> None:
        self._run = run
        self._lease = lease

    def boot(self, host: str) -> Instance:
        """A new instance on that host."""
        return self._lease.boot(host)

    def confirm(self, instance: Instance) -> Operation:
        """End a resize or cold migration on its destination."""
        operation = confirm(self._run, instance)
        if operation.kind is OperationKind.RESIZE_CONFIRM:
            self._lease.spend(instance)
        return operation

    def __getattr__(self, name: str) -> Callable[..., Operation]:
        if name not in performed():
            raise AttributeError(f"nothing in conformance/operations performs {name}")
        return partial(performed()[name], self._run)


@cache
def performed() -> Mapping[str, Callable[..., Operation]]:
    """What performs each operation that suites are promised (conformance.model.instance.Operate), by its name there."""
    promised = [name for name in vars(Operate) if not name.startswith("_")]
    modules = [import_module(one.name) for one in walk_packages(operations.__path__, f"{operations.__name__}.")]
    found: dict[str, Any] = {}
    for module in modules:
        for name in promised:
            function = vars(module).get(name)
            # not where it is only imported
            if function is not None and getattr(function, "__module__", None) == module.__name__:
                found[name] = function
    return found
