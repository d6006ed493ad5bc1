"""Whether the cloud lets this user do what a run does besides what check_access looks at."""

from collections.abc import Callable, Iterator

from openstack.connection import Connection

from conformance.cloud.connection import quickly, try_api
from conformance.doctor.finding import Finding, Status
from conformance.model.errors import UsageProblem

_NEEDS: tuple[tuple[str, str, str, Callable[[Connection], object]], ...] = (
    ("Nova", "compute", "list migrations", lambda conn: next(iter(conn.compute.migrations(limit=1)), None)),
    ("Neutron", "network", "list agents", lambda conn: next(iter(conn.network.agents()), None)),
    ("Glance", "image", "list images", lambda conn: next(iter(conn.image.images()), None)),
    ("Placement", "placement", "list resource providers", lambda conn: next(iter(conn.placement.resource_providers()), None)),
)


def check_rights(conn: Connection, patience: float = 10) -> Iterator[Finding]:
    """One finding for each API that does not answer, or refuses; one for all if none does.

    :param patience: seconds in which each API must answer
    """
    refused = False
    with quickly(conn, patience):
        for service, kind, what, look in _NEEDS:
            try:
                try_api(conn, service, lambda look=look: look(conn), kind=kind, what=what)  # type: ignore[misc] # mypy infers no default
            except UsageProblem as problem:
                refused = True
                yield Finding(status=Status.PROBLEM, subject="rights", text=str(problem))
    if not refused:
        whats = ", ".join(what for _, _, what, _ in _NEEDS)
        yield Finding(status=Status.OK, subject="rights", text=f"may list compute services and hypervisors, {whats}")
