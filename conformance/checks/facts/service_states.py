"""How services fare, as facts keep it: what was found of each (probe/finder.py)."""

from conformance.model.facts import ServiceState
from conformance.probe.service_state import Found


def fares(found: Found) -> ServiceState | str:
    """How the service fares; or why that cannot be said."""
    if found.silent:
        return found.silent.seen.words
    seen = found.best.seen
    return ServiceState(service=found.name, state=seen.state, running=seen.running, trouble=seen.trouble, restarts=seen.restarts or 0)
