"""What is in a ledger is what may be in the cloud."""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from conformance.run_dir.ledger import Entry, Kind, Ledger

ONE, TWO = "conformance-r-main-1", "conformance-r-main-2"


def test_what_was_intended_is_left_until_it_was_removed(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl", "r")
    ledger.intend(Kind.SERVER, ONE)
    ledger.intend(Kind.SERVER, TWO)
    ledger.created(Kind.SERVER, TWO, "id-2")
    ledger.intend(Kind.SECURITY_GROUP, "conformance-r")
    ledger.removed(Kind.SECURITY_GROUP, "conformance-r")
    left = [entry.model_copy(update={"at": None}) for entry in ledger.left()]
    assert left == [Entry(kind=Kind.SERVER, name=ONE), Entry(kind=Kind.SERVER, name=TWO, id="id-2")]


def test_what_was_ever_there_is_known_when_it_is_gone_too(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl", "r")
    ledger.intend(Kind.SERVER, ONE)
    ledger.created(Kind.SERVER, ONE, "id-1")
    ledger.created(Kind.SERVER, ONE, "id-2")
    ledger.removed(Kind.SERVER, ONE)
    ledger.intend(Kind.SERVER, TWO)
    assert [(entry.name, entry.id) for entry in ledger.ever()] == [(ONE, "id-1"), (ONE, "id-2"), (TWO, None)]


def test_a_line_is_on_the_disk_before_anything_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    monkeypatch.setattr("os.fsync", lambda handle: synced.append(Path(f"/proc/self/fd/{handle}").readlink().name))
    Ledger(tmp_path / "ledger.jsonl", "r").intend(Kind.SERVER, ONE)
    assert synced == ["ledger.jsonl", tmp_path.name]


def test_a_ledger_that_is_not_there_has_nothing_left(tmp_path: Path) -> None:
    assert Ledger(tmp_path / "ledger.jsonl", "r").left() == []


def test_half_a_line_of_a_killed_process_does_not_hide_the_others(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl", "r")
    ledger.intend(Kind.SERVER, ONE)
    with ledger.path.open("a") as file:
        file.write('{"event": "inte')
    assert [entry.name for entry in ledger.left()] == [ONE]


def _fill(path: Path, worker: int) -> None:
    ledger = Ledger(path, "r")
    for number in range(200):
        ledger.intend(Kind.SERVER, f"conformance-r-gw{worker}-{number}")


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    with ProcessPoolExecutor(max_workers=4) as processes:
        for done in [processes.submit(_fill, path, worker) for worker in range(4)]:
            done.result()
    assert len(Ledger(path, "r").left()) == 800
