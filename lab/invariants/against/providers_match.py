"""Placement has a provider for a host that Nova does not have."""

from lab.faults.fault import Place
from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round

_ID = "0d0d0d0d-0000-4000-8000-000000000003"


def inject(patient: Patient) -> None:
    """Make one, with processors."""
    gone = ("DELETE", f"/resource_providers/{_ID}", None)
    patient.ask("placement", "POST", "/resource_providers", {"name": "compute-renamed", "uuid": _ID}, gone, "1.14")
    inventory = {"resource_provider_generation": 0, "inventories": {"VCPU": {"total": 4}}}
    patient.ask("placement", "PUT", f"/resource_providers/{_ID}/inventories", inventory, gone, "1.14")


BREAKAGE = Breakage(inject=inject, place=Place.CONTROL, together=Round.CONTROL)
