"""Take an instance off its host, kept as an image, and start it from there again."""

from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.lifecycle.in_place import Rest, come_to_rest
from conformance.operations.move import see_that_any_host_will_do
from conformance.run_dir.ledger import Kind
from conformance.run_dir.marks import shelved_image_name

SHELVED, OFFLOADED = "SHELVED", "SHELVED_OFFLOADED"

UNSHELVE_TO_HOST = "2.91"
"""The first microversion in which an unshelve can ask for a host."""


def shelve(run: RunContext, instance: Instance) -> Operation:
    """Done when it is off its host; where Nova leaves it there for a time ([DEFAULT] shelved_offload_time), that is asked for, too.

    :raises OperationFailed: it did not get there
    """
    host = run.read_with_retry(f"server {instance.name}", lambda: run.nova.server(instance.id)).host
    run.ledger.intend(Kind.IMAGE, shelved_image_name(instance.name))
    with run.slots.hold(sending=host):
        shelved = Rest(status=(SHELVED, OFFLOADED), host=None)
        done = come_to_rest(run, instance, OperationKind.SHELVE, {"shelve": None}, shelved, source=host, destination=host)
        if run.read_with_retry(f"server {instance.name}", lambda: run.nova.server(instance.id)).status == SHELVED:
            rest = Rest(status=(OFFLOADED,), host=None)
            action = {"shelveOffload": None}
            done = come_to_rest(run, instance, OperationKind.SHELVE_OFFLOAD, action, rest, source=host, destination=host)
    return done


def unshelve(run: RunContext, instance: Instance) -> Operation:
    """Done when it is ACTIVE on a host that the scheduler picked: the record's destination.

    :raises OperationFailed: it did not get there
    :raises SuiteFault: it could land on a host that is to be left alone
    """
    see_that_any_host_will_do(run, "an unshelve")
    rest = Rest(status=("ACTIVE",), host=None)
    return come_to_rest(run, instance, OperationKind.UNSHELVE, {"unshelve": None}, rest, source=None, destination=None)


def unshelve_to_host(run: RunContext, instance: Instance, to: str) -> Operation:
    """Done when it is ACTIVE on that host. :raises OperationFailed: it did not get there"""
    with run.slots.hold(receiving=to):
        return come_to_rest(
            run,
            instance,
            OperationKind.UNSHELVE_TO_HOST,
            {"unshelve": {"host": to}},
            Rest(status=("ACTIVE",), host=to),
            source=None,
            destination=to,
            microversion=UNSHELVE_TO_HOST,
        )
