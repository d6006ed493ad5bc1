"""Every compute host passes a running guest with volumes on to every other."""

import pytest

from conformance.model.hosts import HostPair
from conformance.model.instance import Guest, Location, Operate, Rollback
from conformance.model.volumes import Disks, VolumeServerOn

pytestmark = [pytest.mark.volumes, pytest.mark.attach_volume, pytest.mark.live_migration]


def test_live_migration_with_volumes(
    host_pair: HostPair,
    volume_server_on: VolumeServerOn,
    operate: Operate,
    guest: Guest,
    location: Location,
    rollback: Rollback,
    disks: Disks,
) -> None:
    """The guest writes to both volumes all the time: nothing may be lost, and nothing of them may stay on the source."""
    server = volume_server_on(host_pair.source)
    boot, before = guest.boot_of(server), disks.written(server)
    with rollback.expected_on_failure(server, boot, host_pair.source, host_pair.destination):
        operate.live_migrate(server, to=host_pair.destination)
    guest.expect_same_boot(server, boot)
    location.expect_only_on(server, host_pair.destination, left=host_pair.source)
    disks.expect_attached(server, host_pair.destination, left=host_pair.source)
    disks.expect_kept(server, before)
