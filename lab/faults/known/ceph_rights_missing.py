"""The key of Nova's user in Ceph has no rights to the pool of instances' disks."""

from collections.abc import Mapping

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget
from lab.layout import STORAGE, Storage
from lab.storage.keys import CINDER, IMAGES, USERS, VOLUMES


def inject(target: FaultTarget) -> None:
    """Take them, as a wrong word in `ceph auth caps` does."""
    [caps] = [user.caps for user in USERS if user.name == CINDER]
    less = {**caps, "osd": f"profile rbd pool={VOLUMES}, profile rbd-read-only pool={IMAGES}", "mgr": f"profile rbd pool={VOLUMES}"}
    target.change(_command(less), _command(caps), on=STORAGE)


def _command(caps: Mapping[str, str]) -> str:
    return " ".join(["ceph", "auth", "caps", CINDER, *(f"{daemon} '{cap}'" for daemon, cap in caps.items())])


FAULT = Fault(
    title="key of Ceph without rights to a pool",
    inject=inject,
    cause="volume-attach-failed",
    shows=(Showing(OperationKind.BOOT, HostRole.ANY),),
    place=FaultPlace.CONTROL,
    storages=frozenset({Storage.CEPH}),
    remedy="ceph auth caps with the pools of Nova, boot again",
)
