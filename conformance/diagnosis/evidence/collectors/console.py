"""What the guest last wrote on its console."""

from collections.abc import Iterator

from openstack.connection import Connection

from conformance.cloud.nova import Nova
from conformance.diagnosis.evidence.sides import side_of
from conformance.model.evidence import Evidence, Source
from conformance.model.operation import Operation

LINES = 100
"""Lines from the end."""


def console(conn: Connection, operation: Operation) -> Iterator[Evidence]:
    """The last lines of the console, of the host that Nova says the server is on.

    :raises conformance.cloud.nova.Refused: Nova has no console of the server
    :raises conformance.cloud.wait.Transient: Nova gave no answer
    """
    if operation.server_id is None:
        return
    nova = Nova(conn)
    host = nova.server(operation.server_id).host
    text = nova.console(operation.server_id, LINES)
    yield Evidence(source=Source.CONSOLE, text=text or "the console is empty", host=host, side=side_of(host, operation))
