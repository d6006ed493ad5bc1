"""Somebody, or something, has set the server to ERROR before it is migrated; its guest runs on."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, HostRole, Showing
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Reset the state of the suite's servers on the host."""
    for server in target.cloud.compute.servers(all_projects=True, name="^conformance-"):
        if server.compute_host == target.name:
            target.cloud.compute.reset_server_state(server, "error")


FAULT = Fault(
    title="server in a state that does not allow the operation",
    inject=inject,
    cause="instance-state-conflict",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.SOURCE, midway=True),),
    blamed=Blamed.NONE,
    remedy="openstack server set --state active, migrate again",
)
