"""Every compute host lets a volume grow while its guest uses it."""

import pytest

from conformance.model.volumes import Disks, Volumes, VolumeServerOn

pytestmark = [pytest.mark.volumes, pytest.mark.extend_volume]


def test_extend_in_use(compute_host: str, volume_server_on: VolumeServerOn, volumes: Volumes, disks: Disks) -> None:
    """The guest must see the new size without a reboot, and miss nothing that it wrote before."""
    server = volume_server_on(compute_host)
    before = disks.written(server)
    volume = volumes.extend(server)
    disks.expect_size(server, volume)
    disks.expect_kept(server, before)
