"""The scheduler weighs hosts in another way than the site wants."""

from lab.faults.fault import Place
from lab.faults.patient import Patient
from lab.invariants.breakage import Breakage, Round


def inject(patient: Patient) -> None:
    """Have it look at memory alone."""
    patient.nova("filter_scheduler", "weight_classes", "nova.scheduler.weights.ram.RAMWeigher")


BREAKAGE = Breakage(inject=inject, place=Place.CONTROL, together=Round.CONTROL, thresholds={"scheduler_weighers": ["all_weighers"]})
