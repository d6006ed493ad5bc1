"""Every compute host boots instances from volumes."""

import pytest

from conformance.model.instance import Guest, Location
from conformance.model.volumes import Disks, Volumes

pytestmark = [pytest.mark.volumes, pytest.mark.boot_from_volume]


def test_boot_from_new_volume(compute_host: str, volumes: Volumes, guest: Guest, location: Location, disks: Disks) -> None:
    """Nova has Cinder make a volume of the image; all who keep records of it must agree, and the guest must know it by its id."""
    server = volumes.boot_from_new(compute_host)
    guest.expect_running(server)
    location.expect_only_on(server, compute_host)
    disks.expect_attached(server, compute_host)


def test_boot_from_existing_volume(compute_host: str, volumes: Volumes, guest: Guest, disks: Disks) -> None:
    """A guest of before has written to it: its data must be there, on whichever host it is booted from next."""
    written = volumes.written(compute_host)
    server = volumes.boot_from(written, compute_host)
    guest.expect_running(server)
    disks.expect_attached(server, compute_host)
    disks.expect_boots_from(server, written)


def test_boot_from_volume_snapshot(compute_host: str, volumes: Volumes, guest: Guest, disks: Disks) -> None:
    """Nova has Cinder make a volume of the snapshot: what was written before the snapshot must be there."""
    written = volumes.snapshot_of_written(compute_host)
    server = volumes.boot_from_snapshot(written, compute_host)
    guest.expect_running(server)
    disks.expect_attached(server, compute_host)
    disks.expect_boots_from(server, written)
