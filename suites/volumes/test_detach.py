"""Every compute host detaches volumes from guests."""

import pytest

from conformance.model.instance import Guest, Operate
from conformance.model.volumes import Disks, Volumes, VolumeServerOn

pytestmark = [pytest.mark.volumes, pytest.mark.detach_volume]


def test_detach(compute_host: str, volume_server_on: VolumeServerOn, volumes: Volumes, disks: Disks) -> None:
    """A running guest lets go of a disk that it still uses, and the volume is free for others; what it has besides stays."""
    server = volume_server_on(compute_host)
    volume = volumes.attach(server)
    disks.expect_written(server, volume)
    volumes.detach(server, volume)
    disks.expect_detached(server, volume)
    disks.expect_attached(server, compute_host)


@pytest.mark.stop
def test_detach_from_stopped(
    compute_host: str, volume_server_on: VolumeServerOn, volumes: Volumes, operate: Operate, guest: Guest, disks: Disks
) -> None:
    """There is no guest to ask: the volume is free at once, and the guest starts without it."""
    server = volume_server_on(compute_host)
    volume = volumes.attach(server)
    operate.stop(server)
    volumes.detach(server, volume)
    operate.start(server)
    guest.expect_running(server)
    disks.expect_detached(server, volume)
    disks.expect_attached(server, compute_host)
