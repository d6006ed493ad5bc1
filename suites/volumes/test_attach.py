"""Every compute host attaches a volume to a running guest."""

import pytest

from conformance.model.volumes import Disks, Volumes, VolumeServerOn

pytestmark = [pytest.mark.volumes, pytest.mark.attach_volume]


def test_attach(compute_host: str, volume_server_on: VolumeServerOn, volumes: Volumes, disks: Disks) -> None:
    """The guest must get the disk while it runs, know it by the volume's id, and read from it what it wrote."""
    server = volume_server_on(compute_host)
    volume = volumes.attach(server)
    disks.expect_written(server, volume)
    disks.expect_attached(server, compute_host)
    volumes.detach(server, volume)
