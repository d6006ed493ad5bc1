"""conformance accept leaves the host as it was, however it ends."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.acceptance import acceptance
from conformance.acceptance.record import Acceptance, acceptance_file, read_acceptance, write_acceptance
from conformance.cli import main
from conformance.run_dir.alive import hold_alive
from conformance.upgrade.suites import Ran
from selftests.stand_ins.fake_cloud import FakeCloud

WHY = "new: not accepted yet"


@pytest.fixture
def reports(cloud: FakeCloud, tmp_path: Path) -> Path:
    """Where runs leave their results. The third host is disabled by people."""
    cloud.hosts[2].enabled, cloud.hosts[2].reason = False, WHY
    return tmp_path / "reports"


@pytest.fixture
def accept(cloud: FakeCloud, reports: Path) -> Callable[..., Result]:
    target = ["--os-cloud", "fake", "--profile", str(cloud.directory / "fake.yaml"), "--inventory", str(cloud.directory / "inventory")]
    return lambda *args: CliRunner().invoke(main, ["accept", *target, "--reports", str(reports), *args])


def state(cloud: FakeCloud) -> tuple[bool, str | None]:
    return cloud.hosts[2].enabled, cloud.hosts[2].reason


def test_it_is_enabled_for_the_tests_and_disabled_again(
    accept: Callable[..., Result], cloud: FakeCloud, reports: Path, forked_python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(forked_python))
    result = accept("c", "--enable", "--", "-m", "boot", "-n0")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[0] == "host c, 1 test: enable: yes"
    assert "next: openstack compute service set --enable c nova-compute" in result.output
    assert state(cloud) == (False, WHY)
    known = read_acceptance(acceptance_file(reports, "c"))
    assert (known.answer, known.enabled_for_tests, known.disabled_reason) == ("yes", False, WHY)
    run = json.loads((Path(known.run or "") / "run.json").read_text())
    assert {test["host"] for test in run["tests"]} == {"c"}


def test_without_leave_it_stays_disabled_and_nothing_is_run(
    accept: Callable[..., Result], cloud: FakeCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acceptance, "run_suites", None)
    result = accept("c")
    assert result.exit_code == 4
    assert result.output.startswith(f"error: c is disabled ({WHY}), and nothing can be started there: give --enable")
    assert state(cloud) == (False, WHY)


@pytest.mark.parametrize("end", [KeyboardInterrupt(), Ran(exit_code=4, directory=None)], ids=["interrupted", "not-begun"])
def test_it_is_disabled_again_when_the_tests_do_not_begin_or_are_interrupted(
    accept: Callable[..., Result], cloud: FakeCloud, monkeypatch: pytest.MonkeyPatch, end: KeyboardInterrupt | Ran
) -> None:
    def run(*_: object, **__: object) -> Ran:
        assert state(cloud) == (True, None)
        if isinstance(end, Ran):
            return end
        raise end

    monkeypatch.setattr(acceptance, "run_suites", run)
    assert accept("c", "--enable").exit_code == (4 if isinstance(end, Ran) else 2)
    assert state(cloud) == (False, WHY)


@pytest.mark.parametrize(
    ("host", "says"),
    [("x", "Nova knows no compute host"), ("../x", "is no name of a host"), ("a b", "is no name of a host")],
)
def test_a_host_that_there_is_not_is_one_line(accept: Callable[..., Result], host: str, says: str) -> None:
    result = accept(host)
    assert result.exit_code == 4
    assert says in result.output


def test_a_host_that_disabled_itself_is_not_enabled(accept: Callable[..., Result], cloud: FakeCloud) -> None:
    cloud.hosts[2].reason = "AUTO: Connection to libvirt lost: 1"
    assert "has disabled itself" in accept("c", "--enable").output
    assert not cloud.hosts[2].enabled


@pytest.fixture
def killed(cloud: FakeCloud, reports: Path) -> Path:
    """What kill -9 leaves: the host is enabled, and its record says so."""
    path = acceptance_file(reports, "c")
    known = Acceptance(
        cloud="fake", host="c", profile="p", service="service-c", disabled_reason=WHY, enabled_for_tests=True, started=datetime.now(UTC)
    )
    write_acceptance(known, path)
    cloud.hosts[2].enabled, cloud.hosts[2].reason = True, None
    return path


def clean(reports: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["clean", "--reports", str(reports), *args])


def test_clean_disables_it_after_kill_9(killed: Path, cloud: FakeCloud, reports: Path) -> None:
    assert "would be disabled again" in clean(reports, "--dry-run").output
    assert state(cloud) == (True, None)
    result = clean(reports)
    assert (result.exit_code, state(cloud)) == (0, (False, WHY)), result.output
    assert not read_acceptance(killed).enabled_for_tests
    assert clean(reports).output == f"no run in {reports} has left anything\n"


def test_clean_leaves_one_alone_that_goes_on(killed: Path, cloud: FakeCloud, reports: Path) -> None:
    with hold_alive(killed.parent, "c"):
        assert "still running" in clean(reports).output
    assert state(cloud) == (True, None)


def test_what_clean_cannot_disable_is_left_behind_with_the_command(killed: Path, cloud: FakeCloud, reports: Path) -> None:
    del cloud.hosts[2]
    result = clean(reports)
    assert result.exit_code == 6
    assert "openstack compute service set --disable c nova-compute" in result.output
    assert read_acceptance(killed).enabled_for_tests
