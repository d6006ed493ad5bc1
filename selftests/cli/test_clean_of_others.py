"""conformance clean relies on nothing that somebody else can have written, and what is wrong with one run keeps no other."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.cli import main
from conformance.run_dir.ledger import Kind, Ledger
from selftests.cli.test_clean import reports  # noqa: F401 - a fixture
from selftests.stand_ins.fake_cloud import FakeCloud


def _clean(*args: object) -> Result:
    result = CliRunner().invoke(main, ["clean", *map(str, args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(autouse=True)
def modes(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """Whatever the umask of those who run this, and though pytest's own directory above is theirs alone."""
    monkeypatch.setattr("conformance.run_dir.ownership._others_come_to", lambda path: True)
    for path in reports.parent.rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~0o022)


def _append(reports: Path, run: str, line: str | bytes) -> None:  # noqa: F811
    with (reports / run / "ledger.jsonl").open("ab") as file:
        file.write((line.encode() if isinstance(line, str) else line) + b"\n")


@pytest.mark.parametrize(
    "line",
    [
        '{"event": "created", "name": "conformance-r1-main-1"}',
        '{"event": "created", "kind": "router", "name": "r"}',
        '{"event": "created", "kind": "image", "name": "ubuntu-22.04"}',
        '{"event": "created", "kind": "server", "name": "prod-db-1", "id": "server-prod"}',
        "[" * 4000,
        "[" * 100_000,
        '{"event": "created", "kind": "server", "name": "conformance-r1-main-1", "at": "yesterday"}',
        b"\xff\xfe",
    ],
    ids=["no kind", "unknown kind", "image", "server of others", "deep", "long", "time", "bytes"],
)
def test_a_line_of_a_ledger_that_is_refused_is_said_and_all_else_is_cleaned(
    cloud: FakeCloud,
    reports: Path,  # noqa: F811
    line: str | bytes,
) -> None:
    _append(reports, "r1", line)
    result = _clean("--reports", reports)
    assert result.exit_code == 6, result.output
    assert cloud.servers == {}
    (said,) = [line for line in result.output.splitlines() if "line 2" in line]
    assert said.startswith(f"left behind: perhaps: {reports}/r1/ledger.jsonl line 2: ")
    assert "r2: nothing is left" in result.output


def test_a_ledger_of_which_nothing_can_be_read_is_not_passed_over(cloud: FakeCloud, reports: Path) -> None:  # noqa: F811
    (reports / "r1" / "ledger.jsonl").write_bytes(b"\xff" * 50 + b"\n")
    result = _clean("--reports", reports)
    assert result.exit_code == 6
    assert list(cloud.servers) == ["server-r1"]
    assert "could not be read" in result.output


@pytest.mark.parametrize("name", ["target.json", "site.json", "facts.json"])
def test_a_file_of_a_run_that_cannot_be_read_keeps_no_other_run(cloud: FakeCloud, reports: Path, name: str) -> None:  # noqa: F811
    (reports / "r1" / name).write_bytes(b"\xff[[")
    result = _clean("--reports", reports)
    assert "server-r2" not in cloud.servers
    assert "r2: nothing is left" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("answer", [{}, [], "<html>Please log in</html>"], ids=json.dumps)
def test_an_answer_of_another_shape_is_said_for_each_run(cloud: FakeCloud, reports: Path, answer: object) -> None:  # noqa: F811
    cloud.detail = lambda query: answer  # type: ignore[method-assign,assignment,return-value]
    result = _clean("--reports", reports)
    assert result.exit_code == 6
    assert [line for line in result.output.splitlines() if line.startswith("left behind: server conformance-r1-")]
    assert [line for line in result.output.splitlines() if line.startswith("left behind: server conformance-r2-")]
    dry = _clean("--reports", reports, "--dry-run")
    assert (dry.exit_code, dry.output.count("error: r")) == (6, 2)


def test_a_run_whose_directory_others_can_write_to_is_refused_and_the_next_cleaned(cloud: FakeCloud, reports: Path) -> None:  # noqa: F811
    (reports / "r1").chmod(0o777)
    result = _clean("--reports", reports)
    assert result.exit_code == 6
    assert list(cloud.servers) == ["server-r1"]
    (said,) = [line for line in result.output.splitlines() if line.startswith("error: r1: ")]
    assert "can be written by everybody" in said
    asked_for = _clean("--reports", reports, "--run", "r1")
    assert (asked_for.exit_code, len(asked_for.output.splitlines())) == (4, 1)
    assert list(cloud.servers) == ["server-r1"]


@pytest.mark.parametrize("name", ["ledger.jsonl", "target.json", "alive"])
def test_a_link_in_a_run_is_refused(cloud: FakeCloud, reports: Path, tmp_path: Path, name: str) -> None:  # noqa: F811
    path = reports / "r1" / name
    if path.exists():
        path.rename(tmp_path / "elsewhere")
    else:
        (tmp_path / "elsewhere").mkdir()
    path.symlink_to(tmp_path / "elsewhere")
    result = _clean("--reports", reports)
    assert result.exit_code == 6
    assert list(cloud.servers) == ["server-r1"]
    assert f"{path} is a symbolic link" in result.output


def test_a_link_to_a_run_elsewhere_is_refused_and_one_to_a_run_beside_is_passed_over(
    cloud: FakeCloud,
    reports: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    (reports / "r1").rename(tmp_path / "r1")
    (reports / "r1").symlink_to(tmp_path / "r1")
    result = _clean("--reports", reports)
    assert result.exit_code == 6
    assert list(cloud.servers) == ["server-r1"]
    (said,) = [line for line in result.output.splitlines() if line.startswith("error: ")]
    assert "is a symbolic link" in said
    assert "latest" not in result.output


def test_a_run_of_others_that_has_left_nothing_is_not_spoken_of(cloud: FakeCloud, reports: Path) -> None:  # noqa: F811
    Ledger(reports / "r1" / "ledger.jsonl").removed(Kind.SERVER, "conformance-r1-main-1")
    (reports / "r1").chmod(0o777)
    assert "r1" not in _clean("--reports", reports).output


def _watch_hosts(cloud: FakeCloud) -> Path:
    """Where it is written that a program was started to log in to a host: what an inventory says of it (ProxyCommand) is run by it."""
    started = cloud.directory / "started"
    (cloud.directory / "bin" / "ssh").write_text(f'#!/bin/sh\necho "$@" >> {started}\nexit 255\n')
    return started


@pytest.mark.parametrize("name", ["inventory", "fake.yaml"])
def test_what_became_of_a_runs_inventory_or_profile_is_of_no_account(cloud: FakeCloud, reports: Path, name: str) -> None:  # noqa: F811
    """Somebody else may have written to it since: what an inventory says is run on this machine."""
    started = _watch_hosts(cloud)
    (cloud.directory / name).write_text("[compute]\na ansible_ssh_common_args='-o ProxyCommand=id'\n")
    (cloud.directory / name).chmod(0o666)
    _clean("--reports", reports, "--run", "r1")
    assert started.exists()
    assert "ProxyCommand=id" not in started.read_text()
    assert "server-r1" not in cloud.servers


def test_an_inventory_that_the_user_gives_is_used(cloud: FakeCloud, reports: Path) -> None:  # noqa: F811
    started = _watch_hosts(cloud)
    (cloud.directory / "other").write_text("[compute]\na ansible_ssh_common_args='-o ProxyCommand=id'\nb\nc\n")
    _clean("--reports", reports, "--run", "r1", "--inventory", cloud.directory / "other", "--profile", cloud.directory / "fake.yaml")
    assert "ProxyCommand=id" in started.read_text()


def test_a_run_of_an_earlier_release_is_cleaned_with_what_is_given(cloud: FakeCloud, reports: Path) -> None:  # noqa: F811
    (reports / "r1" / "target.json").unlink()
    result = _clean("--reports", reports, "--run", "r1")
    assert (result.exit_code, list(cloud.servers)) == (4, ["server-r1", "server-r2"])
    assert "with --os-cloud, --profile and --inventory" in result.output
    given = ("--os-cloud", "fake", "--inventory", cloud.directory / "inventory", "--profile", cloud.directory / "fake.yaml")
    result = _clean("--reports", reports, "--run", "r1", *given)
    assert (result.exit_code, list(cloud.servers), result.output.splitlines()[-1]) == (0, ["server-r2"], "r1: nothing is left")


def test_a_fault_that_nobody_has_foreseen_is_a_line_and_the_next_run_is_cleaned(
    cloud: FakeCloud,
    reports: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def living(run_dir: Path) -> list[str]:
        if run_dir.name == "r1":
            raise TypeError("unheard of")
        return []

    monkeypatch.setattr(sys.modules["conformance.cli.clean"], "living", living)
    result = _clean("--reports", reports)
    assert result.exit_code == 6
    assert "error: r1: unforeseen: TypeError: unheard of" in result.output
    assert list(cloud.servers) == ["server-r1"]
