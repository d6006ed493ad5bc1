"""What somebody else can have written is told from what is the user's own."""

import grp
import os
import pwd
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.run_dir import ownership
from conformance.run_dir.ownership import foreign_run


@pytest.fixture(autouse=True)
def entered(monkeypatch: pytest.MonkeyPatch) -> None:
    """pytest's own directory, above all of these, is the user's alone."""
    monkeypatch.setattr(ownership, "_others_come_to", lambda path: True)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    run = tmp_path / "reports" / "r1"
    (run / "evidence").mkdir(parents=True)
    for name in ("ledger.jsonl", "target.json"):
        (run / name).write_text("{}")
        (run / name).chmod(0o644)
    for directory in (run / "evidence", run, run.parent):
        directory.chmod(0o755)
    return run


def test_a_run_of_the_users_own_is_relied_on(run: Path) -> None:
    assert foreign_run(run) is None


def _link(path: Path) -> None:
    other = path.rename(path.with_name("other"))
    path.symlink_to(other)


def _fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("", lambda path: path.chmod(0o777), "can be written by everybody"),
        ("ledger.jsonl", lambda path: path.chmod(0o666), "can be written by everybody"),
        ("target.json", _link, "is a symbolic link"),
        ("ledger.jsonl", _link, "is a symbolic link"),
        ("evidence", _link, "is a symbolic link"),
        ("evidence", lambda path: path.chmod(0o777), "can be written by everybody"),
        ("ledger.jsonl", _fifo, "is neither a file nor a directory"),
    ],
)
def test_a_run_that_others_can_have_changed_is_refused(run: Path, name: str, change: Callable[[Path], None], said: str) -> None:
    change(run / name)
    why = foreign_run(run)
    assert why is not None
    assert said in why
    assert str(run / name) in why


def _of_somebody_else(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Only root can give a file away; anybody can be asked whether a file is that of another user."""
    if os.geteuid() == 0:
        os.chown(path, 65534, -1)
    else:
        somebody_else = os.geteuid() + 1
        monkeypatch.setattr(os, "geteuid", lambda: somebody_else)


@pytest.mark.parametrize("name", ["", "ledger.jsonl"])
def test_a_run_of_another_user_is_refused(run: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    _of_somebody_else(monkeypatch, run / name)
    why = foreign_run(run)
    assert why is not None
    assert "belongs to" in why


def test_modes_of_files_do_not_count_where_others_cannot_enter(run: Path) -> None:
    """With umask 002 a file of a run is 664, and its directory 700."""
    (run / "target.json").chmod(0o666)
    run.chmod(0o700)
    assert foreign_run(run) is None


def test_others_of_another_group_enter_by_the_last_bits(run: Path) -> None:
    (run / "target.json").chmod(0o666)
    run.chmod(0o701)
    assert "can be written" in (foreign_run(run) or "")


def test_nor_do_they_below_a_directory_that_others_cannot_enter(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with umask 002 in a home directory of mode 700."""
    monkeypatch.undo()
    for path in (run / "target.json", run):
        path.chmod(0o777)
    run.parent.chmod(0o700)
    assert foreign_run(run) is None
    assert ownership._others_come_to(Path("/usr/bin/env"))


@pytest.mark.parametrize(
    ("group", "members", "relied_on"), [("me", [], True), ("me", ["me"], True), ("me", ["eve"], False), ("staff", [], False)]
)
def test_a_users_own_group_is_nobody_else(
    run: Path, monkeypatch: pytest.MonkeyPatch, group: str, members: list[str], relied_on: bool
) -> None:
    """Distributions that give each user a group of its own also set umask 002."""
    run.chmod(0o775)
    gid = run.stat().st_gid
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: pwd.struct_passwd(("me", "x", uid, gid, "", "/", "")))
    monkeypatch.setattr(grp, "getgrgid", lambda gid: grp.struct_group((group, "x", gid, members)))
    assert (foreign_run(run) is None) is relied_on
