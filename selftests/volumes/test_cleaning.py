"""All volumes, snapshots and attachments of a run are removed, in the order that block storage needs, and nothing of others."""

import pytest

from conformance.cleanup.cleanup import Leftover, sweep, would_remove
from conformance.cleanup.leaks import Leaks, find_leaks, places_of
from conformance.instances.context import RunContext
from conformance.operations.volumes.attach import attach
from conformance.operations.volumes.boot import boot_from_new, boot_from_snapshot, boot_from_volume
from conformance.operations.volumes.making import new_snapshot, new_volume
from conformance.run_dir.ledger import Kind
from conformance.target import Access
from selftests.fixtures.run import QUICK, RUN
from selftests.stand_ins.fake_cloud import FakeCloud
from selftests.stand_ins.fake_volumes import FakeVolumes

MARK = {"conformance_run": RUN}
NAME = f"conformance-{RUN}-main_volume-99"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {"_APPEARS": 0.05, "_APPEARS_SOON": 0.05, "_LOOKED_FOR": 0.05}.items():
        monkeypatch.setattr(f"conformance.cleanup.cleanup.{name}", seconds)
    monkeypatch.setattr("conformance.cleanup.leaks._SETTLES", 0.1)


def _sweep(run: RunContext, budget: float = 30.0) -> list[Leftover]:
    return sweep(run.conn, run.ledger, budget=budget, pace=QUICK)


def _everything(run: RunContext) -> None:
    server = boot_from_new(run, "a")
    attach(run, server, new_volume(run, 1))
    volume = new_volume(run, 1)
    boot_from_volume(run, volume.id, "b")
    boot_from_snapshot(run, new_snapshot(run, volume.id).id, "b")


def test_everything_of_the_run_goes_and_nothing_of_others(cloud: FakeCloud, storage: FakeVolumes, run: RunContext) -> None:
    _everything(run)
    other = storage.add("theirs")
    nameless = storage.add("")
    assert _sweep(run) == []
    assert (cloud.servers, storage.snapshots, set(storage.volumes)) == ({}, {}, {other.id, nameless.id})
    assert run.ledger.left() == []


@pytest.mark.parametrize("moment", range(0, 40, 4))
def test_a_run_that_was_killed_leaves_nothing(cloud: FakeCloud, storage: FakeVolumes, run: RunContext, moment: int) -> None:
    """Killed after so many requests that change something: the cloud has heard the last one, and nobody has read its answer."""

    class Killed(BaseException):
        pass

    left = moment
    answer = FakeCloud.answer

    def counted(method: str, path: str, query: dict[str, str], body: dict[str, object]) -> object:
        nonlocal left
        said = answer(cloud, method, path, query, body)
        if method != "GET" and "auth" not in path:
            left -= 1
        return said

    cloud.answer = counted  # type: ignore[assignment,method-assign]
    request = run.conn.session.request

    def killing(*args: object, **kwargs: object) -> object:
        said = request(*args, **kwargs)  # type: ignore[arg-type]
        if left < 0:
            raise Killed
        return said

    run.conn.session.request = killing  # type: ignore[method-assign,assignment]
    try:
        _everything(run)
    except Killed:
        pass
    finally:
        run.conn.session.request = request  # type: ignore[method-assign]
    assert _sweep(run) == []
    assert (cloud.servers, storage.snapshots, storage.volumes, cloud.groups) == ({}, {}, {}, {})


def test_what_a_sweep_would_remove_is_said_and_nothing_is_touched(storage: FakeVolumes, run: RunContext) -> None:
    volume = new_volume(run, 1)
    new_snapshot(run, volume.id)
    said = [line.split()[0] for line in would_remove(run.conn, run.ledger)]
    assert said == ["volume", "volume-snapshot"]
    assert len(storage.volumes) == 1


def test_a_volume_without_the_mark_of_the_run_is_reported_and_stays(storage: FakeVolumes, run: RunContext) -> None:
    theirs = storage.add("prod-db")
    run.ledger.created(Kind.VOLUME, NAME, theirs.id)
    (leftover,) = _sweep(run)
    assert leftover.why.startswith(f"{theirs.id} is not marked as one of this run")
    assert theirs.id in storage.volumes


def test_a_marked_volume_that_the_ledger_does_not_have_stays_and_is_a_leak(storage: FakeVolumes, run: RunContext) -> None:
    new_volume(run, 1)
    unknown = storage.add(NAME, metadata=MARK)
    assert _sweep(run) == []
    assert list(storage.volumes) == [unknown.id]
    leaks = find_leaks(run.ledger, places_of(Access(run.conn, run.hosts), run.profile, run.site, run.run_dir), pace=QUICK)
    assert any(line.startswith(f"volume {NAME}") for line in leaks.left)


def test_after_a_sweep_nothing_is_found(storage: FakeVolumes, run: RunContext) -> None:
    _everything(run)
    assert _sweep(run) == []
    assert find_leaks(run.ledger, places_of(Access(run.conn, run.hosts), run.profile, run.site, run.run_dir), pace=QUICK) == Leaks()


def test_an_attachment_that_was_left_is_taken_away(storage: FakeVolumes, run: RunContext) -> None:
    volume = new_volume(run, 1)
    storage.volumes[volume.id].attached["gone"] = ["0000", "attaching", None]
    storage.volumes[volume.id].attached["gone"][0] = "00000000-0000-4000-8000-000000000009"
    storage.volumes[volume.id].status = "attaching"
    assert _sweep(run) == []
    assert storage.volumes == {}


def test_a_volume_that_cannot_be_deleted_is_left_with_what_cinder_answers(cloud: FakeCloud, storage: FakeVolumes, run: RunContext) -> None:
    new_volume(run, 1)
    cloud.faults["delete-volume"] = "yes"
    (leftover,) = _sweep(run, budget=0.2)
    assert "available (1 GiB), attached to nothing" in leftover.why
    assert "has snapshots, or is in use" in leftover.why
