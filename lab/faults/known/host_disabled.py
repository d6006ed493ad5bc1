"""The destination's compute service is disabled once the server runs."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, HostRole, Showing
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Disable it."""
    service = next(target.cloud.compute.services(binary="nova-compute", host=target.name))
    path = f"/os-services/{service.id}"
    target.ask(
        "compute",
        "PUT",
        path,
        {"status": "disabled", "disabled_reason": "maintenance"},
        ("PUT", path, {"status": "enabled"}),
        microversion="2.53",
    )


FAULT = Fault(
    title="host disabled",
    inject=inject,
    cause="no-valid-host",
    shows=(
        Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION, midway=True, blamed=Blamed.NONE),
        Showing(OperationKind.UNSHELVE_TO_HOST, midway=True, blamed=Blamed.NONE),
    ),
    # compute_services_up holds: it asks for services that are enabled
    remedy="enable the host, migrate again",
)
