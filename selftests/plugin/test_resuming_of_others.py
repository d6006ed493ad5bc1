"""--resume goes on with nothing that somebody else can have written, and copies nothing but the run's own results."""

import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from conformance.inventory.ansible import VARIABLE
from conformance.model.errors import UsageProblem
from conformance.plugin import session
from conformance.report.resuming import copy_results, earlier_run
from conformance.run.kept_target import keep_target
from conformance.target import Target, read_target


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # pytest's own directory above is the user's alone
    monkeypatch.setattr("conformance.run_dir.ownership._others_come_to", lambda path: True)
    run = tmp_path / "reports" / "r1"
    run.mkdir(parents=True)
    (tmp_path / "inventory").write_text("[compute]\na\n")
    (tmp_path / "profile.yaml").write_text("{}\n")
    keep_target(run, read_target("fake", str(tmp_path / "profile.yaml"), tmp_path / "inventory"))
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


def test_a_run_of_the_users_own_is_earlier_run(run: Path) -> None:
    directory, kept = earlier_run("r1", run.parent, None)
    assert (directory, kept.cloud) == (run, "fake")


@pytest.mark.parametrize(
    "change", [lambda run: run.chmod(0o777), lambda run: (run / "evidence").symlink_to(run.parent)], ids=["mode", "link"]
)
def test_a_run_that_others_can_have_changed_is_not(run: Path, change: object) -> None:
    change(run)  # type: ignore[operator]
    with pytest.raises(UsageProblem, match=r"--resume r1: .* Make it your own"):
        earlier_run("r1", run.parent, None)


def _configure(run: Path, **given: object) -> Target:
    option = SimpleNamespace(**{"os_cloud": None, "profile": None, "inventory": None, "resume": "r1", "reports": run.parent} | given)
    config = SimpleNamespace(option=option, getoption=lambda name: getattr(option, name), stash=pytest.Stash())
    session._go_on_with_earlier_run(config)  # type: ignore[arg-type]
    assert option.os_cloud == "fake"
    target = config.stash[session._TARGET]
    assert isinstance(target, Target)
    return target


@pytest.mark.parametrize("name", ["inventory", "profile.yaml"])
def test_the_run_is_gone_on_with_as_it_was_started_whatever_became_of_its_files(run: Path, tmp_path: Path, name: str) -> None:
    """Somebody else may have written to them since."""
    as_started = _configure(run)
    assert list(as_started.inventory.hosts) == ["a"]
    (tmp_path / name).write_text("[compute]\nb ansible_ssh_common_args='-o ProxyCommand=id'\n")
    (tmp_path / name).chmod(0o666)
    assert _configure(run) == as_started


def test_what_is_given_anew_is_read_anew(run: Path, tmp_path: Path) -> None:
    (tmp_path / "inventory").write_text("[compute]\nb\n")
    assert list(_configure(run, inventory=tmp_path / "inventory").inventory.hosts) == ["b"]
    with pytest.raises(UsageProblem, match=r"--resume r1: there is no profile 'koala' - did you mean 'kolla'\?"):
        _configure(run, profile="koala")


_RUNS_A_COMMAND = "-o ProxyCommand='sshpass -p Geheim-42-xyz ssh -W %h:%p jump'"


def _with_ssh_arguments(tmp_path: Path, arguments: str) -> Path:
    (tmp_path / "inventory").write_text(f'[compute]\na ansible_ssh_common_args="{arguments}"\n')
    return tmp_path / "inventory"


def test_an_inventory_that_has_ssh_run_a_command_is_not_kept_and_asked_for(run: Path, tmp_path: Path) -> None:
    inventory = _with_ssh_arguments(tmp_path, _RUNS_A_COMMAND)
    keep_target(run, read_target("fake", str(tmp_path / "profile.yaml"), inventory))
    assert "Geheim" not in (run / "target.json").read_text()
    with pytest.raises(UsageProblem, match=r"--resume r1: the run did not keep its inventory, .*: give it with --inventory PATH"):
        _configure(run)
    assert list(_configure(run, inventory=inventory).inventory.hosts) == ["a"]


def test_a_directory_of_somebody_else_runs_no_command_here(run: Path) -> None:
    """As in one that was unpacked: it belongs to whoever unpacked it."""
    content = json.loads((run / "target.json").read_text())
    content["inventory"]["hosts"]["a"]["ssh_arguments"] = ["-o", "ProxyCommand=touch /tmp/owned"]
    (run / "target.json").write_text(json.dumps(content))
    with pytest.raises(UsageProblem, match=r"has ssh run a command \(ProxyCommand\)"):
        _configure(run)


def test_a_directory_of_somebody_else_has_no_inventory_read_here(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it names may be a program, which Ansible would run."""
    program, owned = tmp_path / "program", tmp_path / "owned"
    program.write_text(f"#!/bin/sh\ntouch {owned}\n")
    program.chmod(0o755)
    content = json.loads((run / "target.json").read_text())
    content["inventory"] |= {"path": str(program), "reader": str(program)}
    (run / "target.json").write_text(json.dumps(content))
    monkeypatch.setenv(VARIABLE, str(program))
    assert list(_configure(run).inventory.hosts) == ["a"]
    assert not owned.exists()
    with pytest.raises(UsageProblem, match=rf"^--resume r1: inventory {program}: what ansible-inventory says is not understood"):
        _configure(run, inventory=program)
    assert owned.exists(), "what the user names is read, by what he runs himself"


def test_an_inventory_with_other_arguments_of_ssh_is_kept(run: Path, tmp_path: Path) -> None:
    arguments = "-o StrictHostKeyChecking=no -o NumberOfPasswordPrompts=0 -o ProxyJump=ops@jump -J jump -C"
    target = read_target("fake", str(tmp_path / "profile.yaml"), _with_ssh_arguments(tmp_path, arguments))
    keep_target(run, target)
    assert _configure(run) == target


def test_an_inventory_that_was_read_for_another_group_is_asked_for(run: Path, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("hosts: {group: nova_compute}\n")
    with pytest.raises(UsageProblem, match=r"groups of another profile \(hosts\.group, hosts\.control_group\): give it with"):
        _configure(run, profile=str(tmp_path / "other.yaml"))
