"""A run keeps what was asked for and what came of it; it can be gone on with, judged again, and made a page of."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from lab.errors import LabError
from lab.fuzz import commands
from lab.fuzz import store as stores
from lab.fuzz.again import judged_again
from lab.fuzz.commands import fuzz_command
from lab.fuzz.definitions import built_in_options
from lab.fuzz.draw import drawn_trials
from lab.fuzz.grammar import ALL, FaultKind
from lab.fuzz.page import BEGIN, END, section, tally, with_section
from lab.fuzz.score import Score
from lab.fuzz.store import DrawnStore, Wanted, new_store, store_of
from lab.fuzz.whole import still_to_run
from selftests.lab.fuzz.results import result

WANTED = Wanted(seed=1, trials=5, operations=ALL, kinds=tuple(FaultKind))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DrawnStore:
    monkeypatch.setattr(stores, "REPORTS", tmp_path)
    return new_store(WANTED)


def test_what_is_known_is_not_run_again_and_what_had_trouble_is(store: DrawnStore) -> None:
    options = built_in_options()
    first, second, third, *_ = (trial.id for trial in drawn_trials(1, 5, options, ALL, tuple(FaultKind)))
    for trial, trouble in ((first, ""), (second, "no such path"), (third, "no such path"), (third, "")):
        store.add(result(trial=trial, trouble=trouble))
    assert store_of(store.run).wanted() == WANTED
    left = [trial.id for trial in still_to_run(store_of(store.run), options)]
    assert len(left) == 3
    assert second in left
    assert not {first, third} & set(left)


def test_a_run_that_is_not_there_is_told(store: DrawnStore) -> None:
    with pytest.raises(LabError, match="no run elsewhere"):
        store_of("elsewhere")


def test_the_page_counts_and_shows_what_is_wrong() -> None:
    runs = {
        "20261121T000000Z": [
            result(1),
            result(2, verdict={"cause": "memory-exhausted", "host": "compute-02", "detail": "a|b <c>"}),
            result(3, outcome="skipped", verdict=None, message="host-disabled: [x]"),
            result(4, outcome="passed", verdict=None),
            result(5, trouble="LabError: [ -e /x ] failed", outcome=None, verdict=None, recovered=None),
            result(6, verdict={"cause": "unclassified"}, recovered="failed: it did not boot"),
        ]
    }
    text = section(runs)
    assert "| 20261121T000000Z | 1 | 6 | 4 | 1 | 1 | 4 of 5 |" in text
    assert "| wrong cause | 1 | 25.0 % |" in text
    assert "| limit | 6 | 4 | 1 | 0 | 1 | 0 | 1 | 1 | 0 |" in text
    assert "memory-exhausted (a&#124;b &lt;c&gt;) on compute-02" in text
    assert "## Skipped, though the host was broken" in text
    assert "failed: it did not boot" in text.partition("## Did not pass after recovery")[2]
    assert "LabError: &#91; -e /x &#93; failed" in text.partition("## Could not be run")[2]
    assert tally(runs["20261121T000000Z"])[0] == "right: 1 (25.0 %)"


def test_the_section_takes_the_place_of_the_one_before() -> None:
    page = with_section("# Head\n\nWords.\n", "one")
    assert with_section(page + "\nThe end.\n", "two") == f"# Head\n\nWords.\n\n{BEGIN}\n\ntwo\n\n{END}\nThe end.\n"
    assert Path("docs/faults-drawn.md").read_text().count(BEGIN) == 1


def test_the_page_in_the_repository_is_made_between_its_markers(store: DrawnStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "PAGE", tmp_path / "page.md")
    (tmp_path / "page.md").write_text("# Head\n")
    store.add(result())
    done = CliRunner().invoke(fuzz_command, ["page", store.run])
    assert done.exit_code == 0, done.output
    assert f"| {store.run} | 1 | 1 | 1 | 0 | 0 | 1 of 1 |" in (tmp_path / "page.md").read_text()


def test_kept_evidence_is_judged_again_and_nothing_is_kept_of_it(store: DrawnStore, monkeypatch: pytest.MonkeyPatch) -> None:
    (store.directory / "bundle.json").write_text("{}")
    store.add(result(1, verdict={"cause": "unclassified"}, bundle="bundle.json"))
    store.add(result(2, verdict={"cause": "unclassified"}, bundle="gone.json"))
    store.add(result(3, outcome="passed", verdict=None))
    monkeypatch.setattr("lab.fuzz.again.classified", lambda files: [{"cause": "disk-full", "host": "compute-02"} for _ in files])
    assert [one.score for one in judged_again(store)] == [Score.RIGHT, Score.HONEST, None]
    assert [one.score for one in store.results()] == [Score.HONEST, Score.HONEST, None]
    done = CliRunner().invoke(fuzz_command, ["again", store.run])
    assert "was honest: unclassified" in done.output
    assert "judged again from kept evidence with the causes as they are now: not measured so" in done.output


def test_what_would_be_drawn_is_printed_without_a_lab(tmp_path: Path) -> None:
    words = ["--draw", "--seed", "3", "--trials", "4", "--only", "process,limit", "--operations", "boot"]
    done = CliRunner().invoke(fuzz_command, words)
    assert done.exit_code == 0, done.output
    lines = [line for line in done.output.splitlines() if line.startswith("fuzz-3-")]
    assert len(lines) == 4
    assert all("; boot (only)" in line for line in lines)
    assert done.output == CliRunner().invoke(fuzz_command, words).output
    (tmp_path / "options.json").write_text(json.dumps([{"file": "nova.conf", "group": "libvirt", "name": "cpu_mode", "type": "string"}]))
    done = CliRunner().invoke(
        fuzz_command, ["--draw", "--seed", "3", "--trials", "1", "--only", "option", "--options", str(tmp_path / "options.json")]
    )
    assert "option-nova-libvirt-cpu_mode: [libvirt] cpu_mode = no-such-value in nova.conf" in done.output


@pytest.mark.parametrize("words", [["--seed", "1"], ["--seed", "1", "--trials", "1", "--only", "nothing"], ["--draw"]])
def test_what_is_missing_or_misspelt_is_wrong_usage(words: list[str]) -> None:
    assert CliRunner().invoke(fuzz_command, words).exit_code == 2
