"""The gate as it is kept, and as it is told."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.cli import main
from conformance.model.errors import UsageProblem
from conformance.upgrade.gate_file import Gate, GateStep, Phase, Reason, Verdict, gate_directory, read_gate, write_gate
from conformance.upgrade.page import write_page
from conformance.upgrade.phases import Asked
from conformance.upgrade.told import step_lines

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
TARGET = ("--os-cloud", "lab", "--profile", "lab")


def step(phase: Phase = Phase.STEP, **more: object) -> GateStep:
    return GateStep.model_validate({"phase": phase, "started": NOW, "ended": NOW, "run": "reports/r", **more})


def gate(*steps: GateStep) -> Gate:
    return Gate(name="g", cloud="lab", steps=steps)


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    kept = gate(step(changed=("a",), against=(Reason(what="w", where="a", cause="c"),), versions={"nova": {"a": "34.0.0"}}))
    write_gate(kept, tmp_path / "g")
    assert read_gate(tmp_path / "g") == kept
    assert read_gate(tmp_path / "other") is None


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"name": 1}', "\x00"])
def test_a_file_that_is_no_gate_is_one_line(tmp_path: Path, content: str) -> None:
    (tmp_path / "gate.json").write_text(content)
    with pytest.raises(UsageProblem, match=r"gate\.json"):
        read_gate(tmp_path)


@pytest.mark.parametrize("name", ["..", "a/b", "", "-x", "x" * 65, "a\n"])
def test_a_name_that_could_be_another_directory_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageProblem):
        gate_directory(tmp_path, name)


def test_one_reason_against_is_no_go_whatever_is_undecided() -> None:
    reason = Reason(what="w")
    assert step().verdict is Verdict.GO
    assert step(known=(reason,)).verdict is Verdict.GO
    assert step(undecided=(reason,)).verdict is Verdict.UNDECIDED
    assert step(undecided=(reason,), against=(reason,)).verdict is Verdict.NO_GO


def test_the_verdict_comes_first_then_each_cause_once_with_its_places_and_remedy_then_what_to_do() -> None:
    reasons = tuple(Reason(what="live migration", where=where, cause="cpu-incompatible", remedy="Set cpu_mode.", run="r") for where in "ab")
    lines = list(step_lines(gate(), step(changed=("a",), against=reasons, versions={"nova": {"a": "34.0.0", "b": "33.0.2"}})))
    assert lines[0] == "gate g, step with a upgraded: NO-GO"
    assert lines[1] == "  cpu-incompatible: live migration at a, b (2 times) in run r. Remedy: Set cpu_mode."
    assert lines[2] == "  nova: 34.0.0 on a, 33.0.2 on b"
    assert lines[3].startswith("  next: do not upgrade further hosts")


def test_a_page_shows_what_a_host_says_as_text_and_asks_nobody_for_anything(tmp_path: Path) -> None:
    hostile = Reason(what="</style><script>x</script>\x1b[2J", where="<b>a</b>", cause="javascript:x", remedy="<img src=http://e>", run="r")
    written = write_page(gate(step(against=(hostile,), versions={"<i>": {"a": "<u>"}})), tmp_path).read_text()
    said = written.replace("&#39;", "'")
    assert "<script" not in said
    assert all(text not in said for text in ("<b>", "<i>", "<u>", "<img", "\x1b"))
    assert "default-src 'none'" in said
    assert "http" not in said.replace("http-equiv", "").replace("http://e&gt;", "")


def test_the_newest_step_gives_the_verdict_of_the_page(tmp_path: Path) -> None:
    said = write_page(gate(step(Phase.BEFORE, against=(Reason(what="w"),)), step(Phase.BEFORE)), tmp_path).read_text()
    assert "<title>Upgrade gate g: go</title>" in said
    assert said.index("Before the upgrade: go") < said.index("Before the upgrade: no-go")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("g", "step"), "step wants the hosts that were upgraded"),
        (("g", "after", "--changed-host", "a"), "--changed-host goes with step"),
        (("g", "after"), "`conformance gate g before` comes first"),
        (("g", "after", "--to", "2026.2"), "--to goes with before"),
        (("g/x", "before"), "cannot be a gate's name"),
        (("g", "before", "--to", "hibiscus"), "is no release"),
    ],
)
def test_options_that_do_not_go_together_are_refused_before_anything_is_run(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    done = CliRunner().invoke(main, ["gate", *arguments, *TARGET, "--reports", str(tmp_path)])
    assert done.exit_code == 4
    assert says in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_gate_of_another_cloud_is_refused(tmp_path: Path) -> None:
    write_gate(gate(step(Phase.BEFORE)), tmp_path / "gates" / "g")
    done = CliRunner().invoke(main, ["gate", "g", "after", "--os-cloud", "prod", "--profile", "lab", "--reports", str(tmp_path)])
    assert (done.exit_code, done.output) == (4, "error: gate g is of cloud lab, not of prod: give another name\n")


@pytest.mark.parametrize(
    ("options", "workers"),
    [
        (("-n", "4", "-m", "live_migration", "-k", "not x"), ["-n", "4"]),
        (("-n4", "--max-minutes", "9"), ["-n4"]),
        (("-nauto",), ["-nauto"]),
        (("--numprocesses=2",), ["--numprocesses=2"]),
        (("--no-disruption",), []),
    ],
)
def test_what_selects_tests_of_the_suites_does_not_leave_canaries_out(options: tuple[str, ...], workers: list[str]) -> None:
    asked = Asked(cloud="c", profile="p", inventory=None, reports=Path("r"), options=options)
    assert asked.for_canaries[6:] == workers
