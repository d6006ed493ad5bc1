"""The server's volumes, as Cinder shows them."""

from collections.abc import Iterator

from openstack.connection import Connection

from conformance.model.evidence import Evidence, Source
from conformance.model.operation import Operation


def volumes(conn: Connection, operation: Operation) -> Iterator[Evidence]:
    """One line for each volume of the server: its state, backend and attachments; nothing if it has none.

    :raises openstack.exceptions.SDKException: the server or a volume could not be read
    """
    if operation.server_id is None:
        return
    for attached in conn.compute.get_server(operation.server_id).attached_volumes or ():
        volume = conn.block_storage.get_volume(attached["id"])
        attachments = ", ".join(
            f"{one.get('server_id')} on {one.get('host_name')} as {one.get('device')}" for one in volume.attachments or ()
        )
        yield Evidence(
            source=Source.VOLUMES,
            text=f"volume {volume.id}: status={volume.status} size={volume.size} type={volume.volume_type} bootable={volume.is_bootable} "
            f"backend={volume.host} migration_status={volume.migration_status} attached={attachments or 'nowhere'}",
        )
