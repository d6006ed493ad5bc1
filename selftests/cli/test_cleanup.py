"""conformance cleanup removes what a killed run has left, and says plainly what is wrong."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.cli import main
from conformance.run.ledger import Kind, Ledger
from selftests.run.conftest import cloud  # noqa: F401 - a fixture
from selftests.run.fake_cloud import FakeCloud, Server


def _cleanup(*args: object) -> Result:
    return CliRunner().invoke(main, ["cleanup", *map(str, args)])


def test_it_sweeps_the_ledger_of_a_run_that_was_killed(cloud: FakeCloud, tmp_path: Path) -> None:  # noqa: F811
    Ledger(tmp_path / "ledger.jsonl").created(Kind.SERVER, "conformance-x", "left")
    cloud.servers["left"] = Server("left", "conformance-x", "a", {}, "ACTIVE", None)
    result = _cleanup("--os-cloud", "fake", tmp_path)
    assert (result.exit_code, cloud.servers) == (0, {})
    assert "removing 1 servers" in result.output


def test_what_stays_is_said_with_exit_code_1(cloud: FakeCloud, tmp_path: Path) -> None:  # noqa: F811
    Ledger(tmp_path / "ledger.jsonl").created(Kind.SERVER, "conformance-x", "left")
    cloud.servers["left"] = Server("left", "conformance-x", "a", {}, "ACTIVE", None)
    cloud.faults["delete"] = "yes"
    result = _cleanup("--os-cloud", "fake", "--timeout", 1, tmp_path)
    assert result.exit_code == 1
    assert "left behind: server conformance-x" in result.output


@pytest.mark.parametrize(("directory", "said"), [("nowhere", "no such directory"), (".", "no ledger.jsonl")])
def test_a_directory_that_is_not_of_a_run_is_one_line_and_exit_code_4(tmp_path: Path, directory: str, said: str) -> None:
    result = _cleanup("--os-cloud", "fake", tmp_path / directory)
    assert result.exit_code == 4
    assert len(result.output.splitlines()) == 1
    assert said in result.output


def test_an_unknown_cloud_is_one_line_and_exit_code_4(cloud: FakeCloud, tmp_path: Path) -> None:  # noqa: F811
    Ledger(tmp_path / "ledger.jsonl").intend(Kind.SERVER, "conformance-x")
    result = _cleanup("--os-cloud", "nonesuch", tmp_path)
    assert result.exit_code == 4
    assert result.output.startswith("error: ")
