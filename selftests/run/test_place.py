"""The directory of a run: nobody else's to read, to replace, or to stand in the way of."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conformance.model.errors import UsageProblem
from conformance.run.place import new_place, point_latest_at


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def usual_umask() -> Iterator[None]:
    """The umask that most machines have, under which directories are open to all."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("usual_umask")
def test_only_its_user_can_enter_the_directory_of_a_run(tmp_path: Path) -> None:
    place = new_place(tmp_path / "reports")
    assert mode(place.run_dir) == 0o700
    assert mode(tmp_path / "reports") == 0o700


@pytest.mark.usefixtures("usual_umask")
def test_a_directory_for_reports_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    place = new_place(tmp_path / "reports")
    assert mode(tmp_path / "reports") == 0o755
    assert mode(place.run_dir) == 0o700


def test_reports_in_which_any_user_may_rename_is_refused(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    reports.chmod(0o777)
    with pytest.raises(
        UsageProblem, match=r"^--reports .*: any user may put another directory in place of a run's there \(its mode is 777\)"
    ):
        new_place(reports)
    assert list(reports.iterdir()) == []
    reports.chmod(0o1777)
    assert new_place(reports).run_dir.is_dir()


@pytest.mark.parametrize("reports", ["file", "file/x", "a" * 300, "a\0b"])
def test_reports_that_cannot_be_a_directory_is_told(tmp_path: Path, reports: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageProblem, match=r"^--reports .*: no directory can be made there \(") as caught:
        new_place(tmp_path / reports)
    assert "\n" not in str(caught.value)


def _directory(latest: Path) -> None:
    latest.mkdir()
    (latest / "kept").touch()


@pytest.mark.parametrize("put", [lambda latest: None, lambda latest: latest.symlink_to("elsewhere"), lambda latest: latest.touch()])
def test_latest_leads_to_the_run(tmp_path: Path, put: Callable[[Path], None]) -> None:
    place = new_place(tmp_path)
    put(tmp_path / "latest")
    assert point_latest_at(place) is None
    assert (tmp_path / "latest").readlink() == Path(place.run_id)
    assert sorted(path.name for path in tmp_path.iterdir()) == [place.run_id, "latest"]


def test_what_stands_in_the_way_of_latest_is_told_and_left_alone(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    _directory(tmp_path / "latest")
    told = point_latest_at(place)
    assert told == f"{tmp_path}/latest does not lead to this run (Is a directory); its results are in {place.run_dir}"
    assert (tmp_path / "latest" / "kept").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == [place.run_id, "latest"]


def test_a_name_that_is_taken_ends_no_run(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    (tmp_path / f".latest-{place.run_id}").touch()
    told = point_latest_at(place)
    assert told is not None
    assert told.startswith(f"{tmp_path}/latest does not lead to this run (File exists)")
