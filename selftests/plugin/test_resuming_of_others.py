"""--resume goes on with nothing that somebody else can have written, and copies nothing but the run's own results."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from conformance.model.errors import UsageProblem
from conformance.plugin import resuming
from conformance.plugin.resuming import copy_results, gone_on_with
from conformance.run.invocation import Invocation, keep_invocation


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # pytest's own directory above is the user's alone
    monkeypatch.setattr("conformance.run.ownership._others_come_to", lambda path: True)
    run = tmp_path / "reports" / "r1"
    run.mkdir(parents=True)
    for name in ("inventory", "profile.yaml"):
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(0o644)
    keep_invocation(run, Invocation(cloud="fake", profile=str(tmp_path / "profile.yaml"), inventory=tmp_path / "inventory"))
    run.chmod(0o700)
    tmp_path.chmod(0o700)
    return run


def test_links_and_what_is_no_file_are_not_copied(run: Path, tmp_path: Path) -> None:
    """A page of results that is published would hold the operator's key."""
    secret = tmp_path / "id_ed25519"
    secret.write_text("PRIVATE KEY OF THE OPERATOR")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "secret").write_text("PRIVATE KEY OF THE OPERATOR")
    results = run / "allure-results"
    (results / "below").mkdir(parents=True)
    (results / "1-result.json").write_text("{}")
    (results / "below" / "2-result.json").write_text("{}")
    (results / "link.txt").symlink_to(secret)
    (results / "below" / "link").symlink_to(tmp_path / "home")
    (results / "nowhere").symlink_to("nothing")
    os.mkfifo(results / "fifo")
    copy_results(results, tmp_path / "new")
    copied = sorted(str(path.relative_to(tmp_path / "new")) for path in (tmp_path / "new").rglob("*"))
    assert copied == ["1-result.json", "below", "below/2-result.json"]


def test_a_run_of_the_users_own_is_gone_on_with(run: Path) -> None:
    directory, invocation = gone_on_with("r1", run.parent, None)
    assert (directory, invocation.cloud) == (run, "fake")


@pytest.mark.parametrize(
    "change", [lambda run: run.chmod(0o777), lambda run: (run / "evidence").symlink_to(run.parent)], ids=["mode", "link"]
)
def test_a_run_that_others_can_have_changed_is_not(run: Path, change: object) -> None:
    change(run)  # type: ignore[operator]
    with pytest.raises(UsageProblem, match=r"--resume r1: .* Make it your own"):
        gone_on_with("r1", run.parent, None)


def _configure(run: Path, **given: object) -> SimpleNamespace:
    option = SimpleNamespace(**{"os_cloud": None, "profile": None, "inventory": None, "resume": "r1", "reports": run.parent} | given)
    config = SimpleNamespace(option=option, getoption=lambda name: getattr(option, name))
    resuming.pytest_configure(config)  # type: ignore[arg-type]
    return option


@pytest.mark.parametrize(("name", "option"), [("inventory", "--inventory"), ("profile.yaml", "--profile")])
def test_what_it_names_is_not_used_unasked_if_others_can_write_to_it(run: Path, tmp_path: Path, name: str, option: str) -> None:
    assert _configure(run).inventory == tmp_path / "inventory"
    (tmp_path / name).chmod(0o666)
    with pytest.raises(pytest.UsageError, match=f"can be written by everybody .* If you trust it, give it with {option} {tmp_path / name}"):
        _configure(run)
    given = {option[2:]: tmp_path / name}
    assert getattr(_configure(run, **given), option[2:]) == tmp_path / name
