"""The migration record that Nova kept of the operation."""

from collections.abc import Iterator

from openstack.connection import Connection

from conformance.model.evidence import Evidence, Source
from conformance.model.operation import Operation, spec_of


def migration(conn: Connection, operation: Operation) -> Iterator[Evidence]:
    """The server's latest migration record of the operation's type, in one line; nothing for operations that have none.

    :raises openstack.exceptions.SDKException: the migrations could not be read
    """
    kind = spec_of(operation.kind).migration_type
    if kind is None or operation.server_id is None:
        return
    records = [
        record
        for record in conn.compute.migrations(instance_uuid=operation.server_id, migration_type=kind)
        if record.server_id == operation.server_id and record.migration_type == kind
    ]
    if not records:
        yield Evidence(source=Source.MIGRATION, text=f"no {kind} record")
        return
    last = max(records, key=lambda record: str(record.created_at))
    yield Evidence(
        source=Source.MIGRATION,
        text=f"{kind} {last.uuid} from {last.source_compute} to {last.dest_compute}: status={last.status} "
        f"created={last.created_at} updated={last.updated_at}",
    )
