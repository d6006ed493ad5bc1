"""What is done with volumes is done when Nova and Cinder agree, and is written down before it is asked for."""

import json

import pytest

from conformance.instances.context import RunContext
from conformance.model.errors import CloudFault
from conformance.model.instance import Instance
from conformance.model.volumes import Volume
from conformance.operations.perform import OperationFailed
from conformance.operations.volumes.attach import attach, detach, extend
from conformance.operations.volumes.boot import boot_from_new, boot_from_snapshot, boot_from_volume
from conformance.operations.volumes.making import new_snapshot, new_volume
from conformance.run_dir.ledger import Kind
from selftests.fixtures.run import MakeRun
from selftests.stand_ins.fake_cloud import FakeCloud
from selftests.stand_ins.fake_volumes import FakeVolumes


def _intended(run: RunContext) -> list[str]:
    lines = [json.loads(line) for line in run.ledger.path.read_text().splitlines()]
    return [line["kind"] for line in lines if line["event"] == "intend"]


def test_the_volumes_that_nova_makes_are_written_down_before_the_server_is_asked_for(
    cloud: FakeCloud, storage: FakeVolumes, run: RunContext
) -> None:
    cloud.faults["quota"] = "Quota exceeded for instances"
    with pytest.raises(OperationFailed):
        boot_from_new(run, "a")
    assert _intended(run) == ["volume", "volume", "security-group", "server"]


def test_the_volumes_that_nova_makes_are_named_and_marked(storage: FakeVolumes, run: RunContext) -> None:
    boot_from_new(run, "a")
    assert len(storage.volumes) == 2
    for volume in storage.volumes.values():
        assert volume.name.startswith(f"conformance-{run.run_id}-main_volume-")
        assert volume.metadata == {"conformance_run": run.run_id}
    known = {entry.id for entry in run.ledger.left() if entry.kind is Kind.VOLUME}
    assert known == set(storage.volumes)


def test_a_server_boots_from_a_volume_that_there_is_and_leaves_it(cloud: FakeCloud, storage: FakeVolumes, run: RunContext) -> None:
    volume = new_volume(run, 1, imageRef=run.site.image)
    server = boot_from_volume(run, volume.id, "b")
    assert [one.id for one in storage.of(server.id)] == [volume.id]
    assert not storage.volumes[volume.id].goes_with


def test_a_server_boots_from_a_snapshot_with_what_was_written(storage: FakeVolumes, run: RunContext) -> None:
    volume = new_volume(run, 1)
    snapshot = new_snapshot(run, volume.id)
    server = boot_from_snapshot(run, snapshot.id, "a")
    assert storage.of(server.id)[0].pattern == storage.volumes[volume.id].pattern


@pytest.fixture
def attached(storage: FakeVolumes, run: RunContext) -> tuple[Instance, Volume]:
    server = boot_from_new(run, "a")
    volume = new_volume(run, 1)
    attach(run, server, volume)
    return server, volume


def test_a_volume_is_attached_and_detached(storage: FakeVolumes, run: RunContext, attached: tuple[Instance, Volume]) -> None:
    server, volume = attached
    assert storage.volumes[volume.id].status == "in-use"
    assert Kind.ATTACHMENT in {entry.kind for entry in run.ledger.left()}
    detach(run, server, volume)
    assert storage.volumes[volume.id].status == "available"
    assert Kind.ATTACHMENT not in {entry.kind for entry in run.ledger.left()}


def test_a_volume_grows_while_it_is_used(storage: FakeVolumes, run: RunContext, attached: tuple[Instance, Volume]) -> None:
    server, volume = attached
    extend(run, server, volume.model_copy(update={"size": 2}))
    assert (storage.volumes[volume.id].size, storage.volumes[volume.id].status) == (2, "in-use")


def test_an_attachment_that_comes_to_nothing_does_not_cost_the_whole_budget(
    cloud: FakeCloud, storage: FakeVolumes, make_run: MakeRun
) -> None:
    run = make_run(attach_volume=60)
    server = boot_from_new(run, "a")
    cloud.faults["attach"] = "yes"
    with pytest.raises(OperationFailed, match="nothing came of the request"):
        attach(run, server, new_volume(run, 1))


def test_a_volume_that_does_not_grow_is_told(cloud: FakeCloud, storage: FakeVolumes, run: RunContext) -> None:
    server = boot_from_new(run, "a")
    volume = new_volume(run, 1)
    attach(run, server, volume)
    cloud.faults["extend"] = "yes"
    with pytest.raises(OperationFailed, match="nothing came of the request"):
        extend(run, server, volume.model_copy(update={"size": 2}))


def test_a_guest_that_does_not_let_go_is_told_with_the_state_of_the_volume(
    cloud: FakeCloud, storage: FakeVolumes, make_run: MakeRun
) -> None:
    run = make_run(detach_volume=0.2)
    server = boot_from_new(run, "a")
    volume = new_volume(run, 1)
    attach(run, server, volume)
    cloud.faults["detach"] = "yes"
    with pytest.raises(OperationFailed, match=r"volume detaching .* Nova has it attached"):
        detach(run, server, volume)


def test_a_volume_that_is_in_error_is_told_at_once(cloud: FakeCloud, storage: FakeVolumes, run: RunContext) -> None:
    cloud.faults["create-volume"] = "yes"
    with pytest.raises(CloudFault, match="is error"):
        new_volume(run, 1)


def test_a_volume_that_is_refused_is_not_looked_for_at_the_end(cloud: FakeCloud, storage: FakeVolumes, run: RunContext) -> None:
    cloud.faults["volume-quota"] = "VolumeLimitExceeded"
    with pytest.raises(CloudFault, match="VolumeLimitExceeded"):
        new_volume(run, 1)
    assert run.ledger.left() == []
