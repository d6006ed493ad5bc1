"""How often services had restarted when they were last looked at, beside how often they have now."""

from collections.abc import Iterable, Mapping

from conformance.model.cloud_facts import ControlFacts
from conformance.model.facts import HostFacts, ServiceState

Restarts = Mapping[tuple[str, str], int]
"""By the host (or where else it was looked for) and the logical name of the service."""


def counted(hosts: Iterable[HostFacts], control: ControlFacts) -> Restarts:
    """The restarts that were counted."""
    found = {(host.host, state.service): state.restarts for host in hosts for state in host.services}
    return found | {(one.where, one.state.service): one.state.restarts for one in control.services}


def compared(where: str, states: Iterable[ServiceState], before: Restarts) -> tuple[ServiceState, ...]:
    """The states, each with what was counted of it before."""
    return tuple(state.model_copy(update={"restarts_before": before.get((where, state.service))}) for state in states)
