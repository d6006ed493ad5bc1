"""The image that guests are made of cannot be downloaded."""

from lab.access.cloud import IMAGE
from lab.faults.fault import Place
from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Deactivate it."""
    image = patient.cloud.image.find_image(IMAGE, ignore_missing=False)
    actions = f"/images/{image.id}/actions"
    patient.ask("image", "POST", f"{actions}/deactivate", None, ("POST", f"{actions}/reactivate", None))


BREAKAGE = Breakage(inject=inject, place=Place.CONTROL, together=Round.IMAGE, guest={"image": IMAGE})
