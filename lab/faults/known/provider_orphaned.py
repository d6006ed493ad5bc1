"""Placement has a provider for a host that Nova does not have."""

from lab.faults.fault import Fault, FaultGroup, FaultPlace, Violation
from lab.faults.target import FaultTarget

_ID = "0d0d0d0d-0000-4000-8000-000000000003"


def inject(target: FaultTarget) -> None:
    """Make one, with processors."""
    gone = ("DELETE", f"/resource_providers/{_ID}", None)
    target.ask("placement", "POST", "/resource_providers", {"name": "compute-renamed", "uuid": _ID}, gone, "1.14")
    inventory = {"resource_provider_generation": 0, "inventories": {"VCPU": {"total": 4}}}
    target.ask("placement", "PUT", f"/resource_providers/{_ID}/inventories", inventory, gone, "1.14")


FAULT = Fault(
    title="orphaned resource provider",
    inject=inject,
    place=FaultPlace.CONTROL,
    invariants=(Violation("providers_match", group=FaultGroup.CONTROL),),
)
