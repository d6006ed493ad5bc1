"""The host offers itself for migrations under a name that the others cannot resolve."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, HostRole, Showing
from lab.faults.target import FaultTarget
from lab.layout import Shape


def inject(target: FaultTarget) -> None:
    """Give Nova a name that no host knows."""
    target.nova("libvirt", "live_migration_inbound_addr", f"migration.{target.name}.invalid")
    target.restart("nova-compute")


FAULT = Fault(
    title="migration address that does not resolve",
    inject=inject,
    cause="migration-network-blocked",
    # it is the source that cannot resolve it
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION, blamed=Blamed.PEER),),
    # neither migration_address_own, which judges addresses alone, nor names_resolve, which asks for the hosts' own names, sees it
    remedy="correct live_migration_inbound_addr or the name service, migrate again",
    shapes=frozenset({Shape.SUPERVISOR}),
)
