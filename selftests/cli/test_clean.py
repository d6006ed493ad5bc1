"""conformance clean removes what killed runs have left, leaves alone what goes on, and says plainly what is wrong."""

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.cli import main
from conformance.model.hosts import ComputeHost
from conformance.model.site import Site
from conformance.run.kept_target import keep_target
from conformance.run_dir.alive import CONTROLLER, hold_alive
from conformance.run_dir.ledger import Kind, Ledger
from conformance.target import read_target
from selftests.stand_ins.fake_cloud import FakeCloud, Server


def _clean(*args: object) -> Result:
    return CliRunner().invoke(main, ["clean", *map(str, args)])


@pytest.fixture
def reports(cloud: FakeCloud, tmp_path: Path) -> Path:
    """Two runs that were killed, each with a server, and one that has created nothing."""
    reports = tmp_path / "reports"
    for name in ("r0", "r1", "r2"):
        run = reports / name
        run.mkdir(parents=True)
        profile = str(cloud.directory / "fake.yaml")
        keep_target(run, read_target("fake", profile, cloud.directory / "inventory"))
        hosts = tuple(ComputeHost(name=h, hypervisor=h, zone="nova", enabled=True, up=True) for h in ("a", "b", "c"))
        site = Site(cloud="fake", profile=profile, hosts=hosts, image="i", flavor="f", resize_flavor="g", network="n")
        (run / "site.json").write_text(site.model_dump_json())
    for name in ("r1", "r2"):
        _left(cloud, reports / name)
    (reports / "latest").symlink_to("r2")
    return reports


def _left(cloud: FakeCloud, run: Path) -> None:
    name, id = f"conformance-{run.name}-main-1", f"server-{run.name}"
    Ledger(run / "ledger.jsonl").created(Kind.SERVER, name, id)
    cloud.servers[id] = Server(id, name, "a", {"metadata": {"conformance_run": run.name}}, "ACTIVE", None)


def test_it_removes_what_every_run_has_left(cloud: FakeCloud, reports: Path) -> None:
    cloud.servers["other"] = Server("other", "other", "a", {}, "ACTIVE", None)
    result = _clean("--reports", reports)
    assert (result.exit_code, list(cloud.servers)) == (0, ["other"]), result.output
    assert result.output.splitlines() == [
        "r1: removing 1 server of this run",
        "r1: nothing is left",
        "r2: removing 1 server of this run",
        "r2: nothing is left",
    ]
    assert _clean("--reports", reports).output == f"no run in {reports} has left anything\n"


def test_it_removes_what_one_run_has_left(cloud: FakeCloud, reports: Path) -> None:
    assert _clean("--reports", reports, "--run", "r1").exit_code == 0
    assert list(cloud.servers) == ["server-r2"]
    assert _clean("--run", reports / "r2").exit_code == 0
    assert cloud.servers == {}


def test_a_dry_run_says_what_it_would_remove_and_touches_nothing(cloud: FakeCloud, reports: Path) -> None:
    result = _clean("--reports", reports, "--dry-run", "--run", "r1")
    assert result.output == "r1: would remove server conformance-r1-main-1 (server-r1, ACTIVE on a)\n"
    assert {method for method, path, _ in cloud.seen if "auth" not in path} == {"GET"}
    assert len(Ledger(reports / "r1" / "ledger.jsonl").left()) == 1


def test_a_run_that_goes_on_is_left_alone(cloud: FakeCloud, reports: Path) -> None:
    lock = hold_alive(reports / "r1", CONTROLLER)
    result = _clean("--reports", reports)
    assert "r1: still running, skipped" in result.output
    assert list(cloud.servers) == ["server-r1"]
    asked_for = _clean("--reports", reports, "--run", "r1")
    assert (asked_for.exit_code, asked_for.output.count("\n")) == (4, 1)
    assert "still running" in asked_for.output
    lock.release()
    assert _clean("--reports", reports, "--run", "r1").exit_code == 0


def test_a_worker_that_outlives_its_run_is_waited_for(
    cloud: FakeCloud,
    reports: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys.modules["conformance.cli.clean"], "_WORKERS_END", 0.1)
    lock = hold_alive(reports / "r1", "gw0")
    result = _clean("--reports", reports, "--run", "r1")
    assert result.exit_code == 6
    assert "still there: gw0" in result.output
    assert "server-r1" in cloud.servers
    lock.release()


def test_what_stays_is_said_with_exit_code_6(cloud: FakeCloud, reports: Path) -> None:
    cloud.faults["delete"] = "yes"
    result = _clean("--reports", reports, "--run", "r1", "--timeout", 1)
    assert result.exit_code == 6
    assert "left behind: server conformance-r1-main-1" in result.output


def test_a_leak_on_a_host_is_said_with_exit_code_6(
    cloud: FakeCloud,
    reports: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("conformance.cleanup.leaks._SETTLES", 0.1)
    (cloud.directory / "instances" / "server-r1_resize").mkdir()
    result = _clean("--reports", reports, "--run", "r1")
    assert result.exit_code == 6
    assert result.output.count("left behind: directory") == 3


def test_a_run_that_is_none_is_one_line_and_exit_code_4(reports: Path) -> None:
    result = _clean("--reports", reports, "--run", "nonesuch")
    assert (result.exit_code, len(result.output.splitlines())) == (4, 1)
    assert "there is no run 'nonesuch'" in result.output


def test_an_unknown_cloud_is_one_line_and_exit_code_4(reports: Path) -> None:
    result = _clean("--reports", reports, "--os-cloud", "nonesuch", "--run", "r1")
    assert result.exit_code == 4
    assert result.output.startswith("error: ")
