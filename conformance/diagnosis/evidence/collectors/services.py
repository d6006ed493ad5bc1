"""Whether nova-compute is up on the hosts of the operation."""

from collections.abc import Iterator
from typing import Any

from openstack.connection import Connection

from conformance.diagnosis.evidence.collectors.settle import heartbeat_age, settle
from conformance.diagnosis.evidence.sides import hosts_of, side_of
from conformance.model.evidence import Evidence, Source
from conformance.model.operation import Operation

OVERDUE = 25.0
"""Seconds after which a heartbeat is overdue: nova-compute reports every 10 s (report_interval)."""

LOOK_FOR = 45.0
"""Seconds to look for: with those before, beyond Nova's service_down_time of 60 s."""


def services(conn: Connection, operation: Operation) -> Iterator[Evidence]:
    """One line for nova-compute on each host of the operation: up or down, enabled or disabled, and its last report.

    :raises openstack.exceptions.SDKException: the services could not be listed
    """
    hosts = hosts_of(operation)

    def look() -> list[Any]:
        return [service for service in conn.compute.services(binary="nova-compute") if service.host in hosts]

    def undecided(seen: list[Any]) -> bool:
        return any(service.state == "up" and heartbeat_age(service.updated_at) > OVERDUE for service in seen)

    seen = {service.host: service for service in settle(look, undecided, LOOK_FOR)}
    for host in hosts:
        service = seen.get(host)
        if service is None:
            text = f"nova-compute on {host}: not registered"
        else:
            text = (
                f"nova-compute on {host}: state={service.state} status={service.status} forced_down={service.is_forced_down} "
                f"reported={service.updated_at} disabled_reason={service.disabled_reason or 'none'}"
            )
        yield Evidence(source=Source.SERVICES, text=text, host=host, side=side_of(host, operation))
