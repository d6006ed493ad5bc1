"""cinder-volume does not run: Cinder's scheduler has nobody to give volumes to."""

from lab.faults.fault import Fault, FaultPlace, Violation
from lab.faults.target import FaultTarget
from lab.layout import WITH_VOLUMES
from lab.storage.cinder import VOLUME


def inject(target: FaultTarget) -> None:
    """Stop it."""
    target.stop(VOLUME)


FAULT = Fault(
    title="cinder-volume stopped",
    inject=inject,
    cause="volume-create-failed",
    place=FaultPlace.CONTROL,
    invariants=(Violation("volume_services_up", within=60),),
    storages=WITH_VOLUMES,
    difference="service_down_time = 30",
    remedy="start cinder-volume",
)
