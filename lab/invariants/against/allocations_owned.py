"""Resources of a host are held in Placement for a server that there never was."""

from lab.faults.fault import FaultPlace
from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup

_CONSUMER = "0d0d0d0d-0000-4000-8000-000000000004"


def inject(target: FaultTarget) -> None:
    """Allocate a processor."""
    host = target.others[0]
    found = target.cloud.placement.get(f"/resource_providers?name={host}").json()["resource_providers"]
    body = {
        "allocations": {found[0]["uuid"]: {"resources": {"VCPU": 1}}},
        "consumer_generation": None,
        "project_id": target.cloud.current_project_id,
        "user_id": target.cloud.current_user_id,
    }
    target.ask("placement", "PUT", f"/allocations/{_CONSUMER}", body, ("DELETE", f"/allocations/{_CONSUMER}", None), "1.28")


BREAKAGE = Breakage(inject=inject, place=FaultPlace.CONTROL, together=FaultGroup.CONTROL)
