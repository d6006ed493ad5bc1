"""Boot an instance from a volume: one that Nova makes of the image or of a snapshot, or one that there is."""

from functools import partial
from typing import Any

from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.model.operation import OperationKind
from conformance.operations.boot import BootSource, boot
from conformance.operations.volumes.making import NovasVolumes

_Device = dict[str, Any]

SECOND_GIB = 1
"""Size of the second volume of a server that boots from a new one."""


def boot_from_new(run: RunContext, host: str) -> Instance:
    """From a volume that Nova makes of the image; a second, empty one is attached. Both go with the server.

    :raises OperationFailed: it did not get there
    """
    root = _device(source_type="image", uuid=run.site.image, volume_size=run.site.volume_gib, boot_index=0)
    second = _device(source_type="blank", volume_size=SECOND_GIB, boot_index=-1)
    return _boot(run, host, "a new volume", [root, second], made=2)


def boot_from_volume(run: RunContext, volume_id: str, host: str) -> Instance:
    """From that volume, which stays when the server goes. :raises OperationFailed: it did not get there"""
    root = _device(source_type="volume", uuid=volume_id, boot_index=0) | {"delete_on_termination": False}
    return _boot(run, host, f"volume {volume_id}", [root], made=0)


def boot_from_snapshot(run: RunContext, snapshot_id: str, host: str) -> Instance:
    """From a volume that Nova makes of that snapshot, and which goes with the server. :raises OperationFailed: it did not get there"""
    root = _device(source_type="snapshot", uuid=snapshot_id, volume_size=run.site.volume_gib, boot_index=0)
    return _boot(run, host, f"snapshot {snapshot_id}", [root], made=1)


def of_volume(volume_id: str) -> Any:
    """What boots a server from that volume, for the pool."""
    return partial(_swapped, boot_from_volume, volume_id)


def of_snapshot(snapshot_id: str) -> Any:
    """What boots a server from that snapshot, for the pool."""
    return partial(_swapped, boot_from_snapshot, snapshot_id)


def _swapped(make: Any, id: str, run: RunContext, host: str) -> Instance:
    instance: Instance = make(run, id, host)
    return instance


def _boot(run: RunContext, host: str, what: str, devices: list[_Device], made: int) -> Instance:
    novas = NovasVolumes(run, made)
    novas.intend()
    asked = {"imageRef": "", "block_device_mapping_v2": devices}
    return boot(run, host, BootSource(kind=OperationKind.BOOT_FROM_VOLUME, asked=asked, what=what, look=novas.look))


def _device(**wanted: Any) -> _Device:
    return {"destination_type": "volume", "delete_on_termination": True, **wanted}
