"""A run goes on whatever comes of a trial; a pair of hosts that is of no more use takes no further ones."""

from pathlib import Path

import pytest

from conformance.model.operation import OperationKind
from lab.errors import LabError
from lab.fuzz import store as stores
from lab.fuzz import whole
from lab.fuzz.conduct import Say, blank
from lab.fuzz.definitions import built_in_options, keep_options
from lab.fuzz.draw import DrawnTrial
from lab.fuzz.grammar import ALL, FaultKind
from lab.fuzz.score import DrawnResult
from lab.fuzz.store import DrawnStore, Wanted, new_store
from lab.layout import Layout
from lab.matrix.trial import TargetPair
from lab.matrix.whole import on_pairs

PAIRS = [TargetPair("compute-02", "compute-01"), TargetPair("compute-04", "compute-03")]


class StandIn:
    """Conducts nothing. lost: the targets of pairs that do not become well. raises: whether trials end in an exception."""

    def __init__(self) -> None:
        self.ran: list[tuple[str, str, str]] = []
        self.lost: set[str] = set()
        self.raises = False

    def conduct(self, drawn: DrawnTrial, pair: TargetPair, _layout: Layout, _directory: Path, _say: Say) -> tuple[DrawnResult, bool]:
        self.ran.append((drawn.id, pair.target, drawn.operation))
        if self.raises:
            raise RuntimeError("anything")
        return blank(drawn, pair).model_copy(update={"outcome": "passed"}), pair.target not in self.lost


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    lab = StandIn()
    monkeypatch.setattr(whole, "conduct", lab.conduct)
    monkeypatch.setattr(whole, "pairs_of", lambda _layout: PAIRS)
    monkeypatch.setattr(whole, "recover", lambda _layout: [])
    monkeypatch.setattr(whole, "await_health", lambda *_: None)
    monkeypatch.setattr(whole, "free_allocations", lambda _layout: None)
    return lab


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DrawnStore:
    monkeypatch.setattr(stores, "REPORTS", tmp_path / "reports")
    store = new_store(Wanted(seed=1, trials=20, operations=ALL, kinds=tuple(FaultKind)))
    keep_options(built_in_options(), store.options)
    return store


def run(store: DrawnStore, tmp_path: Path) -> None:
    whole.run_drawn(Layout(tmp_path), store, None, lambda _words: None)


def test_every_trial_has_a_result_and_is_run_once(lab: StandIn, store: DrawnStore, tmp_path: Path) -> None:
    lab.raises = True
    with pytest.raises(LabError, match="18 trials were not run, as no pair of hosts was well"):
        run(store, tmp_path)
    assert [result.trouble for result in store.results()] == ["RuntimeError: anything"] * 2
    lab.raises = False
    run(store, tmp_path)
    assert len(lab.ran) == 22
    assert len(store.results()) == 20
    assert not [result for result in store.results() if result.trouble]
    run(store, tmp_path)
    assert len(lab.ran) == 22


def test_what_nova_places_runs_alone_and_last(lab: StandIn, store: DrawnStore, tmp_path: Path) -> None:
    run(store, tmp_path)
    resizes = [operation == OperationKind.RESIZE for _, _, operation in lab.ran]
    assert any(resizes)
    assert resizes == sorted(resizes)
    assert {target for _, target, operation in lab.ran if operation == OperationKind.RESIZE} == {"compute-02"}


def test_a_pair_that_does_not_become_well_takes_no_more(lab: StandIn, store: DrawnStore, tmp_path: Path) -> None:
    lab.lost = {"compute-02"}
    run(store, tmp_path)
    assert [target for _, target, _ in lab.ran].count("compute-02") <= 1
    assert len(store.results()) == 20


def test_all_work_is_done_over_the_pairs_there_are() -> None:
    done: list[int] = []

    def do(one: int, _pair: TargetPair, _left: int) -> bool:
        done.append(one)
        return True

    on_pairs(range(10), PAIRS, do)
    assert sorted(done) == list(range(10))
