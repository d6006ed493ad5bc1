"""End a resize or cold migration that awaits it: confirm it, or take it back."""

from typing import Any

from conformance.cloud.nova import READ, MigrationRecord
from conformance.instances.context import RunContext
from conformance.model.errors import SuiteFault
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.heard import heard
from conformance.operations.perform import Undertaking
from conformance.operations.watch import Landing, MoveWatch


def confirm(run: RunContext, instance: Instance) -> Operation:
    """Stay on the destination; what is left on the source goes. :raises OperationFailed: it did not come to that"""
    records, pending = _pending(run, instance)
    kind = OperationKind.RESIZE_CONFIRM if pending.kind == "resize" else OperationKind.COLD_MIGRATION_CONFIRM
    landing = Landing(status="ACTIVE", record="confirmed", host=pending.destination)
    return _settle(run, instance, kind, {"confirmResize": None}, landing, records, pending)


def revert(run: RunContext, instance: Instance) -> Operation:
    """Go back to the source; what is left on the destination goes. :raises OperationFailed: it did not come to that"""
    records, pending = _pending(run, instance)
    landing = Landing(status="ACTIVE", record="reverted", host=pending.source)
    with run.slots.hold(sending=pending.destination, receiving=pending.source):
        return _settle(run, instance, OperationKind.RESIZE_REVERT, {"revertResize": None}, landing, records, pending)


def _pending(run: RunContext, instance: Instance) -> tuple[tuple[MigrationRecord, ...], MigrationRecord]:
    records = run.read_with_retry(f"migrations of {instance.name}", lambda: run.nova.migrations(instance.id))
    if not records or records[-1].status != "finished":
        raise SuiteFault(f"{instance.name} has no resize or cold migration to confirm or revert; resize or migrate it first")
    return records, records[-1]


def _settle(
    run: RunContext,
    instance: Instance,
    kind: OperationKind,
    action: dict[str, Any],
    landing: Landing,
    records: tuple[MigrationRecord, ...],
    pending: MigrationRecord,
) -> Operation:
    known = frozenset(record.uuid for record in records[:-1])
    undertaking = Undertaking(
        run,
        kind,
        f"{kind} of {instance.name} ({pending.source} to {pending.destination}): {landing}",
        server_id=instance.id,
        source=pending.source,
        destination=pending.destination,
    )
    return undertaking.do(
        lambda request_id: run.nova.act(instance.id, action, READ, request_id),
        lambda: heard(run, instance.id, kind),
        MoveWatch(run.nova, instance.id, landing, known).look,
        run.profile.timeouts.of(kind),
    )
