"""Whether Neutron's agents are alive on the hosts of the operation."""

from collections.abc import Iterator
from typing import Any

from openstack.connection import Connection

from conformance.diagnosis.evidence.collectors.settle import heartbeat_age, settle
from conformance.diagnosis.evidence.sides import hosts_of, side_of
from conformance.model.evidence import Evidence, Source
from conformance.model.operation import Operation

OVERDUE = 35.0
"""Seconds after which a heartbeat is overdue: agents report every 30 s (report_interval)."""

LOOK_FOR = 50.0
"""Seconds to look for: with those before, beyond Neutron's agent_down_time of 75 s."""


def agents(conn: Connection, operation: Operation) -> Iterator[Evidence]:
    """One line for each agent on each host of the operation: alive or not, its administrative state and its last heartbeat.

    :raises openstack.exceptions.SDKException: the agents could not be listed
    """
    hosts = hosts_of(operation)

    def look() -> list[Any]:
        return [agent for host in hosts for agent in conn.network.agents(host=host)]

    def undecided(seen: list[Any]) -> bool:
        return any(agent.is_alive and heartbeat_age(agent.last_heartbeat_at) > OVERDUE for agent in seen)

    seen = settle(look, undecided, LOOK_FOR)
    for host in hosts:
        here = sorted((agent for agent in seen if agent.host == host), key=lambda agent: str(agent.agent_type))
        lines = [
            f"{agent.agent_type} on {host}: alive={_word(agent.is_alive)} admin_state_up={_word(agent.is_admin_state_up)} "
            f"heartbeat={agent.last_heartbeat_at}"
            for agent in here
        ] or [f"no Neutron agent on {host}"]
        yield Evidence(source=Source.AGENTS, text="\n".join(lines), host=host, side=side_of(host, operation))


def _word(value: bool) -> str:
    return "yes" if value else "no"
