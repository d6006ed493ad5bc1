"""Images of instances, instances that are shelved, and rescues: what must be there is, and what must not is not."""

import pytest

from conformance.cleanup.cleanup import sweep, would_remove
from conformance.cloud.wait import Pace
from conformance.instances.context import RunContext
from conformance.instances.guest import CloudGuest
from conformance.instances.images import CloudImages
from conformance.instances.location import CloudLocation
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.operation import OperationKind, Outcome
from conformance.operations.boot import boot
from conformance.operations.lifecycle.rescue import rescue, unrescue
from conformance.operations.lifecycle.shelve import shelve, unshelve, unshelve_to_host
from conformance.operations.lifecycle.snapshot import snapshot
from conformance.operations.perform import OperationFailed
from conformance.run_dir.ledger import Kind
from selftests.fixtures.run import MakeRun
from selftests.stand_ins.fake_cloud import FakeCloud

QUICK = Pace(first=0.002, growth=1.2, longest=0.02)


def images_left(run: RunContext) -> list[str]:
    return [entry.name for entry in run.ledger.left() if entry.kind is Kind.IMAGE]


def test_a_snapshot_is_complete_and_is_removed(cloud: FakeCloud, run: RunContext) -> None:
    images = CloudImages(run)
    server = boot(run, "a")
    assert snapshot(run, server).outcome is Outcome.DONE
    assert images_left(run) == [f"{server.name}-image-1"]
    images.expect_complete(server)
    images.remove(server)
    assert cloud.images == []
    assert images_left(run) == []


def test_a_second_snapshot_has_a_name_of_its_own(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    snapshot(run, server)
    CloudImages(run).remove(server)
    snapshot(run, server)
    assert [image["name"] for image in cloud.images] == [f"{server.name}-image-2"]


def test_a_snapshot_that_comes_to_nothing_has_failed(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    cloud.faults["snapshot"] = "yes"
    with pytest.raises(OperationFailed, match="no image of its name"):
        snapshot(run, server)


def test_an_image_whose_content_is_not_what_was_noted_is_not_complete(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    cloud.faults["image-cut"] = "yes"
    snapshot(run, server)
    with pytest.raises(CloudFault, match=r"image .* is complete\nseen: status active, size 21, sha512 .*; read back: size 20"):
        CloudImages(run).expect_complete(server)


def test_an_image_that_stays_is_seen(cloud: FakeCloud, make_run: MakeRun) -> None:
    run = make_run(delete=0.1)
    server = boot(run, "a")
    snapshot(run, server)
    cloud.faults["image-stays"] = "yes"
    with pytest.raises(CloudFault, match=r"image .*-image-1 is removed"):
        CloudImages(run).remove(server)
    assert images_left(run) == [f"{server.name}-image-1"]


def test_an_image_of_a_run_that_ended_early_is_swept_and_one_of_somebody_else_is_not(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    snapshot(run, server)
    theirs = {**cloud.images[0], "id": "theirs", "instance_uuid": "another-server"}
    cloud.images.append(theirs)
    ours = cloud.images[0]["id"]
    assert f"image {server.name}-image-1 ({ours})" in list(would_remove(run.conn, run.ledger))
    assert sweep(run.conn, run.ledger, pace=QUICK) == []
    assert cloud.images == [theirs]
    assert run.ledger.left() == []


def test_shelved_it_is_on_no_host_and_unshelved_it_is_where_the_scheduler_picked(cloud: FakeCloud, run: RunContext) -> None:
    location, images = CloudLocation(run), CloudImages(run)
    server = boot(run, "b")
    assert shelve(run, server).outcome is Outcome.DONE
    assert images_left(run) == [f"{server.name}-shelved"]
    location.expect_nowhere(server, left="b")
    assert unshelve(run, server).destination == "a"
    location.expect_only_on(server, "a", left="b")
    images.expect_gone(server)
    assert images_left(run) == []


def test_where_nova_leaves_a_shelved_server_on_its_host_it_is_asked_to_take_it_off(cloud: FakeCloud, run: RunContext) -> None:
    cloud.faults["shelve-stays"] = "yes"
    server = boot(run, "a")
    shelve(run, server)
    assert cloud.servers[server.id].status == "SHELVED_OFFLOADED"
    assert [one.kind for _, one in run.journal.operations()][1:] == [OperationKind.SHELVE, OperationKind.SHELVE_OFFLOAD]


def test_unshelved_to_a_host_it_is_on_that_host(run: RunContext) -> None:
    server = boot(run, "a")
    shelve(run, server)
    assert unshelve_to_host(run, server, "c").destination == "c"
    CloudLocation(run).expect_only_on(server, "c", left="a")


@pytest.mark.parametrize(
    ("fault", "seen"),
    [("shelve-domain", "libvirt on a still has its domain"), ("shelve-allocation", "Placement still has an allocation of it on a")],
)
def test_what_a_shelved_server_leaves_on_its_host_is_seen(
    cloud: FakeCloud, run: RunContext, monkeypatch: pytest.MonkeyPatch, fault: str, seen: str
) -> None:
    monkeypatch.setattr("conformance.instances.location._GRACE", 0.2)
    cloud.faults[fault] = "yes"
    server = boot(run, "a")
    shelve(run, server)
    with pytest.raises(CloudFault, match=seen):
        CloudLocation(run).expect_nowhere(server, left="a")


def test_an_image_that_stays_after_an_unshelve_is_seen(cloud: FakeCloud, make_run: MakeRun) -> None:
    run = make_run(delete=0.1)
    cloud.faults["unshelve-image"] = "yes"
    server = boot(run, "a")
    shelve(run, server)
    unshelve(run, server)
    with pytest.raises(CloudFault, match=r"image .*-shelved is gone: not within its 0\.1 s .* is there"):
        CloudImages(run).expect_gone(server)


def test_no_unshelve_is_asked_for_where_it_could_land_on_a_host_that_is_excluded(run: RunContext) -> None:
    server = boot(run, "a")
    shelve(run, server)
    hosts = run.site.hosts
    site = run.site.model_copy(update={"hosts": hosts[:2], "excluded": hosts[2:]})
    limited = type(run)(**{**vars(run), "site": site})
    with pytest.raises(SuiteFault, match="Nova picks the destination of an unshelve, and c is excluded"):
        unshelve(limited, server)


def test_a_rescue_starts_a_fresh_disk_and_its_end_the_guests_own(cloud: FakeCloud, run: RunContext) -> None:
    guest = run.profile.guest.model_copy(update={"console_patterns": True})
    run = type(run)(**{**vars(run), "profile": run.profile.model_copy(update={"guest": guest})})
    claims = CloudGuest(run)
    server = boot(run, "a")
    mark = claims.disk_mark_of(server)
    rescue(run, server)
    claims.expect_disk_fresh(server, mark)
    claims.expect_disk_beside(server, mark)
    unrescue(run, server)
    claims.expect_disk_kept(server, mark)
    with pytest.raises(CloudFault, match=f"has the pattern {mark} on a second disk\nseen: there: none"):
        claims.expect_disk_beside(server, mark)
    cloud.faults["rescue-disk"] = "yes"
    rescue(run, server)
    with pytest.raises(CloudFault, match="has no more the pattern"):
        claims.expect_disk_fresh(server, mark)
