"""Every compute host detaches volumes from guests."""

import pytest

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
