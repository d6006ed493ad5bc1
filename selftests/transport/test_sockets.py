"""What SSH connections leave on this machine is in one private directory a run, and can be removed when their processes were killed."""

import os
import socket
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from conformance.cli.clean import _remove_sockets
from conformance.config.profile_model import Profile
from conformance.inventory.inventory import Inventory
from conformance.plugin.session import pytest_unconfigure
from conformance.plugin.state import PLACE
from conformance.probe.hosts import Hosts
from conformance.run.run_facts import RunPlace
from conformance.run_dir.alive import hold_alive
from conformance.transport.sockets import LONGEST, Sockets, has_sockets, remove_sockets
from selftests.stand_ins.ssh_server import SshServer

RUN = "20261129T221729Z-ab12"


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty directory for temporary files, with a short path."""
    # made before the change, as it would be in there otherwise, and gone with it
    tmp_path_factory.getbasetemp()
    with tempfile.TemporaryDirectory(dir="/tmp") as directory:
        monkeypatch.setattr(tempfile, "tempdir", directory)
        yield Path(directory)


def test_all_processes_of_a_run_share_a_directory_that_only_their_user_can_enter(temporary: Path) -> None:
    first, second = Sockets(RUN), Sockets(RUN)
    (directory,) = temporary.iterdir()
    assert {first.new().parent, second.new().parent} == {directory}
    assert first.new() != first.new()
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    first.close()
    assert directory.is_dir()
    remove_sockets(RUN)
    assert list(temporary.iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_nothing_else(temporary: Path) -> None:
    path = Sockets(RUN).new()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
    assert has_sockets(RUN)
    remove_sockets(RUN)
    assert not path.parent.exists()
    assert not has_sockets(RUN)
    other = Sockets(RUN).new()
    other.write_text("no socket")
    remove_sockets(RUN)
    assert other.read_text() == "no socket"


def test_the_controller_removes_what_killed_workers_of_its_run_left(temporary: Path) -> None:
    Sockets(RUN)
    stash = pytest.Stash()
    stash[PLACE] = RunPlace(run_id=RUN, run_dir=temporary)
    pytest_unconfigure(cast("pytest.Config", SimpleNamespace(stash=stash)))
    assert not has_sockets(RUN)


def test_clean_removes_what_a_killed_run_left_once_all_its_processes_have_ended(temporary: Path, tmp_path: Path) -> None:
    Sockets(RUN)
    run_dir = tmp_path / RUN
    run_dir.mkdir()
    alive = hold_alive(run_dir, "gw0")
    _remove_sockets([run_dir, tmp_path / "other"])
    assert has_sockets(RUN)
    alive.release()
    _remove_sockets([run_dir, tmp_path / "other"])
    assert not has_sockets(RUN)


def test_a_process_of_no_run_removes_its_directory_itself(temporary: Path) -> None:
    sockets = Sockets()
    assert sockets.new().parent.parent == temporary
    sockets.close()
    assert list(temporary.iterdir()) == []


def test_a_directory_of_somebody_else_is_neither_used_nor_removed(temporary: Path) -> None:
    taken = temporary / f"conformance-{RUN}"
    makers: tuple[Callable[[], None], ...] = (lambda: taken.mkdir(mode=0o755), lambda: taken.symlink_to("elsewhere"), taken.touch)
    for make in makers:
        make()
        sockets = Sockets(RUN)
        assert sockets.new().parent != taken
        sockets.close()
        remove_sockets(RUN)
        assert os.path.lexists(taken)
        taken.rename(temporary / f"seen-{len(list(temporary.iterdir()))}")


@pytest.mark.parametrize("run", ["", "..", "../x", "x" * 300, f"{RUN}/..", "a\0b"])
def test_a_run_is_an_id_and_no_path(temporary: Path, run: str) -> None:
    assert not has_sockets(run)
    remove_sockets(run)
    sockets = Sockets(run)
    assert sockets.new().parent.parent == temporary
    sockets.close()


def test_where_the_path_would_be_too_long_a_process_has_its_own(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = temporary / ("x" * (LONGEST - len(str(temporary)) - 40))
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    sockets = Sockets(RUN)
    assert len(str(sockets.new())) <= LONGEST
    sockets.close()
    assert list(long.iterdir()) == []


def test_hosts_keep_their_connections_in_the_directory_of_the_run(ssh_server: SshServer, temporary: Path) -> None:
    with ssh_server.hosts() as known:
        inventory = known._inventory
    with Hosts(Profile(), inventory, connect_timeout=1, run=RUN) as hosts:
        assert hosts.on("compute-01").run("echo out").stdout == "out\n"
        assert [stat.S_ISSOCK(path.stat().st_mode) for path in (temporary / f"conformance-{RUN}").iterdir()] == [True]
    remove_sockets(RUN)
    assert list(temporary.iterdir()) == []


def test_hosts_that_nobody_asks_make_no_directory(temporary: Path) -> None:
    with Hosts(Profile(), Inventory(), run=RUN):
        pass
    assert list(temporary.iterdir()) == []
