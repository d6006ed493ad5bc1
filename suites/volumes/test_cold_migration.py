"""Every compute host passes a stopped guest with volumes on to every other."""

import pytest

from conformance.model.hosts import HostPair
from conformance.model.instance import Guest, Location, Operate
from conformance.model.volumes import Disks, VolumeServerOn

pytestmark = [pytest.mark.volumes, pytest.mark.attach_volume, pytest.mark.cold_migration]


def test_cold_migration_with_volumes(
    host_pair: HostPair, volume_server_on: VolumeServerOn, operate: Operate, guest: Guest, location: Location, disks: Disks
) -> None:
    """Its volumes are attached from the other host, and let go of by the source: what the guest wrote until it was stopped is there."""
    server = volume_server_on(host_pair.source)
    before = disks.written(server)
    operate.cold_migrate(server, to=host_pair.destination)
    operate.confirm(server)
    guest.expect_running(server)
    location.expect_only_on(server, host_pair.destination, left=host_pair.source)
    disks.expect_attached(server, host_pair.destination, left=host_pair.source)
    disks.expect_kept(server, before)
