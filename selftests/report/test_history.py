"""What earlier runs left for the page: never written through a link, and no later run's end."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.report.allure import history
from conformance.report.allure.history import with_history


def line(run: str) -> bytes:
    return json.dumps({"uuid": run, "testResults": {}}).encode() + b"\n"


@pytest.fixture
def run_dir(tmp_path: Path) -> Path:
    directory = tmp_path / "reports" / "run-2"
    directory.mkdir(parents=True)
    return directory


@pytest.fixture
def shared(run_dir: Path) -> Path:
    return run_dir.parent / "history.jsonl"


def allure(run_dir: Path, bears: Callable[[bytes], bool] = lambda _: True) -> Callable[[], history.Page]:
    """Stands in for Allure: makes a page of a history that it can bear, and adds this run to it."""

    def make() -> history.Page:
        own = run_dir / "history.jsonl"
        if not bears(own.read_bytes()):
            return None, "no HTML report: allure ended with 1: Node.js v24"
        with own.open("ab") as file:
            file.write(line("2"))
        return run_dir / "report.html", None

    return make


def test_the_first_run_begins_a_history_that_only_its_user_can_read(run_dir: Path, shared: Path) -> None:
    assert with_history(run_dir, allure(run_dir)) == (run_dir / "report.html", [])
    assert shared.read_bytes() == line("2")
    assert stat.S_IMODE(shared.stat().st_mode) == 0o600


def test_a_run_adds_its_line_and_sees_those_before(run_dir: Path, shared: Path) -> None:
    shared.write_bytes(line("1"))
    assert with_history(run_dir, allure(run_dir, lambda seen: seen == line("1"))) == (run_dir / "report.html", [])
    assert shared.read_bytes() == line("1") + line("2")


def test_a_damaged_line_is_told_and_the_others_are_kept(run_dir: Path, shared: Path) -> None:
    shared.write_bytes(line("0") + line("1")[:20] + line("1") + b"[" * 200_000 + b"\n{}\n" + line("1"))
    page, told = with_history(run_dir, allure(run_dir))
    assert page == run_dir / "report.html"
    assert told == [f"{shared} is damaged: lines that hold no run: 3; it was moved to history.jsonl.damaged-run-2"]
    assert shared.read_bytes() == line("0") + line("1") + line("2")
    assert (run_dir.parent / "history.jsonl.damaged-run-2").read_bytes().startswith(line("0"))


def test_a_history_that_allure_cannot_bear_is_told_and_moved_aside(run_dir: Path, shared: Path) -> None:
    shared.write_bytes(line("1"))
    page, told = with_history(run_dir, allure(run_dir, lambda seen: not seen))
    assert page == run_dir / "report.html"
    assert told == [f"{shared} is damaged: no page can be made with it; it was moved to history.jsonl.damaged-run-2"]
    assert shared.read_bytes() == line("2")


def test_an_allure_that_makes_no_page_leaves_the_history_as_it_is(run_dir: Path, shared: Path) -> None:
    shared.write_bytes(line("1"))
    assert with_history(run_dir, allure(run_dir, lambda _: False)) == (None, ["no HTML report: allure ended with 1: Node.js v24"])
    assert shared.read_bytes() == line("1")


@pytest.mark.parametrize("target", ["missing", "empty"])
def test_a_link_is_not_written_through(tmp_path: Path, run_dir: Path, shared: Path, target: str) -> None:
    victim = tmp_path / "victim"
    if target == "empty":
        victim.touch()
    shared.symlink_to(victim)
    page, told = with_history(run_dir, allure(run_dir))
    assert page == run_dir / "report.html"
    assert told == [f"{shared} is damaged: it is a symbolic link; it was moved to history.jsonl.damaged-run-2"]
    assert not victim.exists() or not victim.read_bytes()
    assert not shared.is_symlink()
    assert shared.read_bytes() == line("2")


def test_a_second_name_of_a_file_is_not_written_to(tmp_path: Path, run_dir: Path, shared: Path) -> None:
    victim = tmp_path / "victim"
    victim.touch()
    os.link(victim, shared)
    page, told = with_history(run_dir, allure(run_dir))
    assert page == run_dir / "report.html"
    assert told == [f"this run is not in {shared}: it is no regular file, or has a second name elsewhere"]
    assert victim.read_bytes() == b""


@pytest.mark.parametrize("put", [os.mkfifo, os.mkdir], ids=["named pipe", "directory"])
def test_what_is_no_file_is_moved_aside(run_dir: Path, shared: Path, put: Callable[[Path], None]) -> None:
    put(shared)
    page, told = with_history(run_dir, allure(run_dir))
    assert page == run_dir / "report.html"
    assert len(told) == 1
    assert shared.read_bytes() == line("2")


def test_of_a_long_history_the_newest_is_taken(run_dir: Path, shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_NEWEST", 2 * len(line("1")) + 5)
    shared.write_bytes(line("0") * 10 + line("1") * 2)
    page, told = with_history(run_dir, allure(run_dir, lambda own: own == line("1") * 2))
    assert (page, told) == (run_dir / "report.html", [])
    assert shared.read_bytes() == line("0") * 10 + line("1") * 2 + line("2")
