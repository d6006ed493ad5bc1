"""Which hypervisor Nova believes each host of a move to run, and whether the destination's is the older one."""

from collections.abc import Iterator
from typing import Any

from openstack.connection import Connection

from conformance.diagnosis.evidence.sides import hosts_of, side_of
from conformance.model.evidence import Evidence, Side, Source
from conformance.model.operation import Operation


def hypervisors(conn: Connection, operation: Operation) -> Iterator[Evidence]:
    """One line for each host of an operation between two, and one more for a destination that is older than the source.

    Nova drops such a destination and says so in its conductor's debug log alone; what it compares is these versions.

    :raises openstack.exceptions.SDKException: the hypervisors could not be listed
    """
    if len(hosts_of(operation)) < 2:
        return
    seen = {host: found for host in hosts_of(operation) for found in _of(conn, host)}
    for host, found in seen.items():
        text = f"hypervisor on {host}: {_version(found)}"
        yield Evidence(source=Source.HYPERVISORS, text=text, host=host, side=side_of(host, operation))
    if operation.source in seen and operation.destination in seen:
        new, old = seen[operation.source], seen[operation.destination]
        if old.hypervisor_version < new.hypervisor_version:
            text = f"hypervisor on {operation.destination} is older than on {operation.source}: {_version(old)} and {_version(new)}"
            yield Evidence(source=Source.HYPERVISORS, text=text, host=operation.destination, side=Side.DESTINATION)


def _of(conn: Connection, host: str) -> list[Any]:
    found = conn.compute.hypervisors(details=True, hypervisor_hostname_pattern=host)
    return [one for one in found if one.service_details["host"] == host][:1]


def _version(found: Any) -> str:
    """QEMU 7.2.22, of Nova's 7002022."""
    number = int(found.hypervisor_version)
    return f"{found.hypervisor_type} {number // 1000000}.{number // 1000 % 1000}.{number % 1000}"
