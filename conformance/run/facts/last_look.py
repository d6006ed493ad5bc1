"""What the last run on the same cloud saw: how often services had restarted by then."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import ValidationError

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


def before(directory: Path, cloud: str) -> Restarts:
    """What the newest other run beside that directory counted that was on the same cloud; nothing if there was none."""
    from conformance.run.facts.store import FILE, Facts

    paths = sorted(directory.parent.glob(f"*/{FILE}"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in paths:
        if path.parent.resolve() == directory.resolve():
            continue
        try:
            facts = Facts.model_validate_json(path.read_text())
        except (OSError, ValidationError):
            # one of an older release, or one that is being removed
            continue
        if facts.name == cloud and facts.cloud:
            return counted(facts.hosts, facts.cloud.control)
    return {}
