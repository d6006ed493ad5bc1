"""The server as Nova's API shows it: its states, and the fault it recorded."""

from collections.abc import Iterator

from openstack.connection import Connection

from conformance.model.evidence import Evidence, Source
from conformance.model.operation import Operation


def server_fault(conn: Connection, operation: Operation) -> Iterator[Evidence]:
    """The server's states in one line, then its fault's message and, where the API shows it, its traceback.

    The evidence carries no host: Nova's API does not tell which host recorded a fault.

    :raises openstack.exceptions.SDKException: the server could not be read
    """
    if operation.server_id is None:
        return
    server = conn.compute.get_server(operation.server_id)
    lines = [
        f"server status={server.status} vm_state={server.vm_state} task_state={server.task_state} power_state={server.power_state} "
        f"host={server.compute_host}"
    ]
    fault = server.fault or {}
    if fault:
        lines.append(f"fault {fault.get('code')}: {fault.get('message')}")
        if fault.get("details"):
            lines.append(str(fault["details"]))
    yield Evidence(source=Source.SERVER_FAULT, text="\n".join(lines))
