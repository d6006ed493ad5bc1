"""A claim about volumes fails where one of those who keep records of them, or the guest, says something else."""

import pytest

from conformance.instances.context import RunContext
from conformance.instances.volumes.disks import CloudDisks
from conformance.instances.volumes.told import told
from conformance.model.errors import CloudFault
from conformance.model.instance import Instance
from conformance.model.volumes import Volume, WrittenVolume
from conformance.operations.live_migration import live_migrate
from conformance.operations.volumes.attach import attach, detach, extend
from conformance.operations.volumes.boot import boot_from_new
from conformance.operations.volumes.making import new_volume
from selftests.fixtures.run import MakeRun
from selftests.stand_ins.fake_cloud import FakeCloud
from selftests.stand_ins.fake_volumes import FakeVolumes

BOOT = "00000000-0000-4000-8000-000000000001"
LINE = f"conformance-guest boot={BOOT} up=12.34 volume=0d9965a9-dc52-456b-a size=1073741824 pattern=7a38ffd29306f599 state=intact writes=7;"


@pytest.fixture
def server(storage: FakeVolumes, run: RunContext) -> Instance:
    return boot_from_new(run, "a")


def test_a_guests_line_is_read_as_it_was_printed_and_half_of_one_is_not() -> None:
    found = told(f"[    3.1] {LINE}\n{LINE[:-4]}")
    assert found.keys() == {"0d9965a9-dc52-456b-a"}
    disk = found["0d9965a9-dc52-456b-a"]
    assert (disk.size, disk.pattern, disk.intact, disk.writes, disk.up) == (1 << 30, "7a38ffd29306f599", True, 7, 12.34)


def test_what_an_earlier_boot_or_an_earlier_moment_said_is_nothing_now() -> None:
    assert told(LINE, BOOT, since=12.0)
    assert not told(LINE, BOOT, since=13.0)
    assert not told(LINE, BOOT.replace("1", "2"))


def test_a_sound_server_has_all_agree(run: RunContext, server: Instance, disks: CloudDisks) -> None:
    disks.expect_attached(server, "a")
    before = disks.written(server)
    assert len(before) == 2
    live_migrate(run, server, "b")
    disks.expect_attached(server, "b", left="a")
    disks.expect_kept(server, before)


def test_a_domain_that_lacks_a_disk_is_told(cloud: FakeCloud, server: Instance, disks: CloudDisks) -> None:
    cloud.faults["domain-lacks"] = "yes"
    with pytest.raises(CloudFault, match="the domain on a has none, Nova"):
        disks.expect_attached(server, "a")


def test_a_volume_that_is_not_in_use_is_told(storage: FakeVolumes, server: Instance, disks: CloudDisks) -> None:
    storage.of(server.id)[0].status = "reserved"
    with pytest.raises(CloudFault, match="is reserved"):
        disks.expect_attached(server, "a")


def test_a_second_attachment_is_told(cloud: FakeCloud, run: RunContext, server: Instance, disks: CloudDisks) -> None:
    cloud.faults["attachment-stays"] = "yes"
    live_migrate(run, server, "b")
    with pytest.raises(CloudFault, match="attaching to"):
        disks.expect_attached(server, "b", left="a")


def test_a_volume_that_is_attached_from_elsewhere_is_told(storage: FakeVolumes, server: Instance, disks: CloudDisks) -> None:
    storage.of(server.id)[0].attached[server.id][2] = "c"
    with pytest.raises(CloudFault, match="attached from c"):
        disks.expect_attached(server, "a")


def test_a_write_that_was_lost_is_told(cloud: FakeCloud, server: Instance, disks: CloudDisks) -> None:
    before = disks.written(server)
    cloud.faults["lost-write"] = "yes"
    with pytest.raises(CloudFault, match="is not as it was written"):
        disks.expect_kept(server, before)


def test_a_disk_with_other_data_is_told(storage: FakeVolumes, server: Instance, disks: CloudDisks) -> None:
    before = disks.written(server)
    storage.of(server.id)[0].pattern = "0" * 16
    with pytest.raises(CloudFault, match=r"finds the pattern .* as before"):
        disks.expect_kept(server, before)


def test_a_guest_that_writes_no_more_is_told(
    cloud: FakeCloud, storage: FakeVolumes, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run(guest=0.3)
    server, disks = boot_from_new(run, "a"), CloudDisks(run)
    before = disks.written(server)
    cloud.faults["no-writes"] = "yes"
    with pytest.raises(CloudFault, match="no write since"):
        disks.expect_kept(server, before)


def test_a_volume_without_what_was_written_before_is_told(server: Instance, disks: CloudDisks) -> None:
    with pytest.raises(CloudFault, match="finds the pattern abc, which was written to v"):
        disks.expect_boots_from(server, WrittenVolume(id="i", name="v", pattern="abc"))


@pytest.fixture
def volume(run: RunContext, server: Instance) -> Volume:
    made = new_volume(run, 1)
    attach(run, server, made)
    return made


def test_a_volume_that_was_attached_is_written_to_and_seen_with_its_size(
    run: RunContext, server: Instance, volume: Volume, disks: CloudDisks
) -> None:
    disks.expect_written(server, volume)
    larger = volume.model_copy(update={"size": 2})
    with pytest.raises(CloudFault, match="the guest sees 1 GiB"):
        disks.expect_size(server, larger)
    extend(run, server, larger)
    disks.expect_size(server, larger)


def test_a_volume_that_is_still_attached_is_told(run: RunContext, server: Instance, volume: Volume, disks: CloudDisks) -> None:
    with pytest.raises(CloudFault, match=r"Nova has it attached.*the domain on a has a disk"):
        disks.expect_detached(server, volume)
    detach(run, server, volume)
    disks.expect_detached(server, volume)


def test_an_image_that_does_not_tell_is_asked_nothing(run: RunContext, server: Instance, disks: CloudDisks) -> None:
    options = run.profile.guest.model_copy(update={"console_volumes": False})
    object.__setattr__(run, "profile", run.profile.model_copy(update={"guest": options}))
    assert disks.written(server) == {}
    disks.expect_attached(server, "a")
    disks.expect_kept(server, {})
