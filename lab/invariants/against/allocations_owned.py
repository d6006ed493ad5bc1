"""Resources of a host are held in Placement for a server that there never was."""

from lab.faults.fault import Place
from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round

_CONSUMER = "0d0d0d0d-0000-4000-8000-000000000004"


def inject(patient: Patient) -> None:
    """Allocate a processor."""
    host = patient.others[0]
    found = patient.cloud.placement.get(f"/resource_providers?name={host}").json()["resource_providers"]
    body = {
        "allocations": {found[0]["uuid"]: {"resources": {"VCPU": 1}}},
        "consumer_generation": None,
        "project_id": patient.cloud.current_project_id,
        "user_id": patient.cloud.current_user_id,
    }
    patient.ask("placement", "PUT", f"/allocations/{_CONSUMER}", body, ("DELETE", f"/allocations/{_CONSUMER}", None), "1.28")


BREAKAGE = Breakage(inject=inject, place=Place.CONTROL, together=Round.CONTROL)
