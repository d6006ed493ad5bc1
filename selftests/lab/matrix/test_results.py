"""Results are kept as they come, and what is made of them says what went wrong."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lab.errors import LabError
from lab.matrix import corpus
from lab.matrix import store as stores
from lab.matrix.allure import write_allure
from lab.matrix.page import page
from lab.matrix.replay import judge_again
from lab.matrix.store import ResultStore, store_of
from lab.matrix.trial import NO_VERDICT, InvariantReport, Reported, TrialFinding, TrialResult

RIGHT = TrialFinding(cause="disk-full", host="compute-02")
RUN, LATER = "20261121T000000Z", "20261122T000000Z"
WRONG = TrialFinding(cause="memory-exhausted", host="compute-02")


def result(trial: str, got: TrialFinding | None, trouble: str = "") -> TrialResult:
    return TrialResult(
        trial=trial,
        fault=trial.partition("-boot")[0],
        title="a disk",
        operation="boot",
        part="only",
        kind="real",
        expected=(RIGHT,),
        got=got,
        recovered=TrialFinding(cause=NO_VERDICT),
        run="20261121T000000Z-aaaa",
        seconds=4.0,
        took=60,
        ended=datetime(2026, 11, 21, 0, 20, tzinfo=UTC),
        trouble=trouble,
    )


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ResultStore:
    monkeypatch.setattr(stores, "REPORTS", tmp_path)
    (tmp_path / RUN).mkdir()
    return store_of(RUN)


def test_a_later_result_of_a_trial_takes_the_place_of_an_earlier_one(store: ResultStore) -> None:
    store.add(result("b-boot", None, trouble="the lab was down"))
    store.add(result("a-boot", RIGHT))
    store.add(result("b-boot", RIGHT))
    assert [(one.trial, one.right) for one in store.results()] == [("a-boot", True), ("b-boot", True)]


def test_a_run_that_is_not_there_is_told(store: ResultStore) -> None:
    with pytest.raises(LabError, match="no run elsewhere"):
        store_of("elsewhere")


def test_the_page_counts_what_was_called_otherwise(store: ResultStore) -> None:
    store.add(result("a-boot", RIGHT))
    store.add(result("b-boot", WRONG))
    text = page([RUN], {"a-boot", "b-boot"})
    assert f"| {RUN} | 2 | 2 | 1 | 1 | 1 |" in text
    assert "| disk-full | 1 | memory-exhausted: 1 |" in text
    assert text.count("**wrong:**") == 1
    assert "- l2-agent-hung: L2 agent hung (boot)" in text.partition("## Not run yet")[2]


def test_minutes_are_those_in_which_trials_ran(store: ResultStore) -> None:
    for trial, ended in {"a-boot": 10, "b-boot": 11, "c-boot": 40}.items():
        store.add(result(trial, RIGHT).model_copy(update={"took": 120.0, "ended": datetime(2026, 11, 21, 0, ended, tzinfo=UTC)}))
    assert f"| {RUN} | 3 | 3 | 3 | 3 | 5 |" in page([RUN], {"a-boot", "b-boot", "c-boot"})


def test_of_several_runs_the_last_that_has_a_trial_counts(store: ResultStore) -> None:
    (store.directory.parent / LATER).mkdir()
    store.add(result("a-boot", WRONG))
    store.add(result("b-boot", RIGHT))
    store_of(LATER).add(result("a-boot", RIGHT))
    store_of(LATER).add(result("b-boot", None, trouble="the lab was down"))
    text = page([RUN, LATER], {"a-boot", "b-boot"})
    assert "**wrong:**" not in text
    assert f"| {LATER}, 20261121T000000Z-aaaa |" in text


def test_a_fault_is_proved_by_three_runs_in_which_it_was_right_and_none_in_which_it_was_wrong(store: ResultStore) -> None:
    runs = (RUN, LATER, "20261121T020000Z", "20261121T030000Z")
    named = {
        "a": (RIGHT, RIGHT, RIGHT, RIGHT),
        "b": (RIGHT, RIGHT, WRONG, RIGHT),
        "c": (RIGHT, None, RIGHT, RIGHT),
        "d": (RIGHT, RIGHT, None, None),
    }
    for number, run in enumerate(runs):
        (store.directory.parent / run).mkdir(exist_ok=True)
        for fault, verdicts in named.items():
            if verdict := verdicts[number]:
                store_of(run).add(result(f"{fault}-boot", verdict))
    text = page(list(runs), {f"{fault}-boot" for fault in named})
    assert "right in 3 or more of these runs, and wrong in none: **2**. a, c\n" in text
    times = [row.split(" | ")[7] for row in text.splitlines() if row.startswith(tuple(f"| {fault}:" for fault in named))]
    assert times == ["4 of 4", "3 of 4", "3 of 3", "2 of 2"]


def test_what_was_named_wrong_is_judged_again_by_its_evidence_and_kept(
    store: ResultStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = json.loads((corpus.CORPUS / "image-cache-full-boot.json").read_text())
    right = TrialFinding(cause="disk-full", host=known["verdict"]["host"])
    for trial, got in (("a-boot", WRONG), ("b-boot", WRONG), ("c-boot", None)):
        store.add(result(trial, got).model_copy(update={"expected": (right,)}))
    evidence = store.run_directory(store.results()[0]) / "evidence"
    evidence.mkdir(parents=True)
    (evidence / "bundle.json").write_text(json.dumps(known["bundle"]).replace("/opt/openstack/", "/srv/lab/environments/0123abcd/"))
    assert [(one.trial, one.judged_again, str(one.got)) for one in judge_again(store)] == [("a-boot", True, str(right))]
    monkeypatch.setattr(corpus, "CORPUS", tmp_path)
    (kept,) = corpus.keep_evidence(store)
    assert json.loads(kept.read_text())["verdict"]["cause"] == "disk-full"
    assert json.loads(kept.read_text())["bundle"] == known["bundle"]


def test_results_of_earlier_releases_are_read(store: ResultStore) -> None:
    """These had the fields of what came after recovery under other names."""
    kept = json.loads(result("a-boot", RIGHT).model_dump_json())
    kept |= {"healed": kept.pop("recovered"), "healed_run": "20261121T000000Z-bbbb"}
    kept.pop("invariants")
    kept.pop("recovered_run")
    (store.directory / "results.jsonl").write_text(json.dumps(kept) + "\n")
    (read,) = store.results()
    assert (read.right, read.recovered_run) == (True, "20261121T000000Z-bbbb")


def test_the_page_says_which_invariants_were_not_reported(store: ResultStore) -> None:
    report = InvariantReport(invariant="instances_free", host="compute-02", reported=Reported.NOT_VIOLATED, words="holds")
    store.add(result("a-boot", RIGHT))
    assert "## Invariants" not in page([RUN], {"a-boot"})
    store.add(result("a-boot", RIGHT).model_copy(update={"invariants": (report,)}))
    text = page([RUN], {"a-boot"})
    assert "| a | boot | instances_free | compute-02 | **wrong:** not violated: holds |" in text
    assert f"| {RUN} | 1 | 1 | 1 | 0 | 1 |" in text


def test_a_trial_that_is_no_more_is_not_shown(store: ResultStore) -> None:
    store.add(result("a-boot", WRONG))
    assert "**wrong:**" not in page([RUN], {"b-boot"})


def test_what_is_judged_again_does_not_count_as_right() -> None:
    again = result("a-boot", RIGHT).model_copy(update={"judged_again": True})
    assert again.named_right
    assert not again.right


def test_the_suite_of_its_own_says_what_was_expected(tmp_path: Path) -> None:
    for _ in range(2):
        write_allure([result("a-boot", RIGHT), result("b-boot", WRONG), result("c-boot", None, trouble="no record")], tmp_path)
    read = {file["fullName"]: file for file in (json.loads(path.read_text()) for path in tmp_path.iterdir())}
    assert {name: file["status"] for name, file in read.items()} == {
        "lab.matrix.a-boot": "passed",
        "lab.matrix.b-boot": "failed",
        "lab.matrix.c-boot": "broken",
    }
    assert len(list(tmp_path.iterdir())) == 3
    assert "expected: disk-full on compute-02" in read["lab.matrix.b-boot"]["statusDetails"]["message"]
