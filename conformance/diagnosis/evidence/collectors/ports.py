"""How Neutron bound the server's ports."""

from collections.abc import Iterator

from openstack.connection import Connection

from conformance.diagnosis.evidence.sides import side_of
from conformance.model.evidence import Evidence, Source
from conformance.model.operation import Operation


def ports(conn: Connection, operation: Operation) -> Iterator[Evidence]:
    """One line for each port of the server: its status, and where and how it is bound.

    :raises openstack.exceptions.SDKException: the ports could not be listed
    """
    if operation.server_id is None:
        return
    seen = sorted(conn.network.ports(device_id=operation.server_id), key=lambda port: str(port.id))
    if not seen:
        yield Evidence(source=Source.PORTS, text="the server has no port")
    for port in seen:
        host = port.binding_host_id or None
        yield Evidence(
            source=Source.PORTS,
            text=f"port {port.id}: status={port.status} bound_to={host or 'no host'} vif_type={port.binding_vif_type} "
            f"vnic_type={port.binding_vnic_type}",
            host=host,
            side=side_of(host, operation),
        )
