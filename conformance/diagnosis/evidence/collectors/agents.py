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


_OVN = ("OVN Controller agent", "OVN Controller Gateway agent")
"""Kinds of agents whose heartbeat goes through ovn-northd and the southbound database: where both fail them, all are called dead."""

_LOOK_EVERYWHERE = 15.0
"""Seconds to look at the agents of other hosts for: they died, if they did, when those of the operation did."""


def agents(conn: Connection, operation: Operation) -> Iterator[Evidence]:
    """One line for each agent on each host of the operation: alive or not, its administrative state and its last heartbeat.

    And one that belongs to no host where OVN's agents are dead on all of several hosts at once.

    :raises openstack.exceptions.SDKException: the agents could not be listed
    """
    hosts = hosts_of(operation)

    def look() -> list[Any]:
        return [agent for host in hosts for agent in conn.network.agents(host=host)]

    seen = settle(look, _undecided, LOOK_FOR)
    for host in hosts:
        here = sorted((agent for agent in seen if agent.host == host), key=lambda agent: str(agent.agent_type))
        lines = [
            f"{agent.agent_type} on {host}: alive={_word(agent.is_alive)} admin_state_up={_word(agent.is_admin_state_up)} "
            f"heartbeat={agent.last_heartbeat_at}"
            for agent in here
        ] or [f"no Neutron agent on {host}"]
        yield Evidence(source=Source.AGENTS, text="\n".join(lines), host=host, side=side_of(host, operation))
    if any(agent.agent_type in _OVN and not agent.is_alive for agent in seen):
        yield from _all_of_ovn(conn)


def _all_of_ovn(conn: Connection) -> Iterator[Evidence]:
    def look() -> list[Any]:
        return [agent for agent in conn.network.agents() if agent.agent_type in _OVN]

    seen = settle(look, _undecided, _LOOK_EVERYWHERE)
    hosts = {agent.host for agent in seen}
    if len(hosts) > 1 and not any(agent.is_alive for agent in seen):
        yield Evidence(source=Source.AGENTS, text=f"OVN controllers: none is alive, on {len(hosts)} hosts")


def _undecided(seen: list[Any]) -> bool:
    return any(agent.is_alive and heartbeat_age(agent.last_heartbeat_at) > OVERDUE for agent in seen)


def _word(value: bool) -> str:
    return "yes" if value else "no"
