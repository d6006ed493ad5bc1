"""Reboot an instance the hard way: its domain is destroyed and defined anew."""

from conformance.cloud.nova import READ
from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.heard import heard
from conformance.operations.perform import Undertaking
from conformance.operations.watch import look_at_rest


def hard_reboot(run: RunContext, instance: Instance) -> Operation:
    """Done when it is ACTIVE without a task where it was. :raises OperationFailed: it did not get there"""
    host = run.read_with_retry(f"server {instance.name}", lambda: run.nova.server(instance.id)).host
    with run.slots.hold(receiving=host):
        expected = f"hard reboot of {instance.name} on {host}: ACTIVE, no task, on {host}"
        undertaking = Undertaking(run, OperationKind.HARD_REBOOT, expected, server_id=instance.id, source=host, destination=host)
        return undertaking.do(
            lambda request_id: run.nova.act(instance.id, {"reboot": {"type": "HARD"}}, READ, request_id),
            lambda: heard(run, instance.id, OperationKind.HARD_REBOOT),
            lambda: look_at_rest(run.nova, instance.id, host),
            run.profile.timeouts.of(OperationKind.HARD_REBOOT),
        )
