"""Which pairs a night takes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from conformance.input.files import UnreadableFile
from conformance.model.hosts import HostPair
from conformance.model.operation import OperationKind
from conformance.run import rotating
from conformance.run.rotating import last_tested, longest_untested, nights, pairs_in
from conformance.run_dir import pair_results
from conformance.run_dir.durations import Durations
from conformance.run_dir.pair_results import NEVER, PairResult, PairResults, state_of

HOSTS = ("a", "b", "c")
BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
LIVE, COLD = OperationKind.LIVE_MIGRATION, OperationKind.COLD_MIGRATION
VERSIONS = {"nova": dict.fromkeys(HOSTS, "34.0.0")}


def result(name: str, day: int, kind: OperationKind = LIVE, *, cloud: str = "lab") -> PairResult:
    source, destination = name[0], name[1]
    states = (state_of(VERSIONS, source), state_of(VERSIONS, destination))
    pair = HostPair(source=source, destination=destination)
    return PairResult(cloud=cloud, kind=kind, pair=pair, passed=True, ended=BEGAN + timedelta(days=day), run=f"night-{day}", states=states)


@pytest.fixture
def results(tmp_path: Path) -> PairResults:
    return PairResults(tmp_path)


def chosen(results: PairResults, size: int, versions: dict[str, dict[str, str]] = VERSIONS) -> list[str]:
    tested = last_tested(HOSTS, results.latest("lab"), versions)
    return [f"{pair.source}{pair.destination}" for pair in longest_untested(tested, size)]


def test_pairs_without_a_result_come_first_then_the_oldest(results: PairResults) -> None:
    for name, day in (("ab", 3), ("ba", 1), ("ac", 2), ("ca", 4), ("bc", 5)):
        results.add(result(name, day))
    assert chosen(results, 3) == ["cb", "ba", "ac"]


def test_of_several_results_of_a_pair_the_newest_counts(results: PairResults) -> None:
    for name in ("ab", "ba", "ac", "ca", "bc", "cb"):
        results.add(result(name, 1))
    results.add(result("ab", 2))
    assert chosen(results, 6)[-1] == "ab"


def test_of_several_kinds_the_one_that_is_older_counts_if_runs_do_it(results: PairResults) -> None:
    for name in ("ab", "ba", "ac", "ca", "bc", "cb"):
        results.add(result(name, 5))
    assert chosen(results, 1) == ["ab"]
    for day, name in enumerate(("ba", "ac", "ca", "bc", "cb"), 1):
        results.add(result(name, day, COLD))
    assert chosen(results, 2) == ["ab", "ba"]


def test_a_host_whose_version_changed_is_tested_anew(results: PairResults) -> None:
    for day, name in enumerate(("ab", "ba", "ac", "ca", "bc", "cb")):
        results.add(result(name, day))
    upgraded = {"nova": {**VERSIONS["nova"], "c": "34.0.1"}}
    assert set(chosen(results, 4, upgraded)) == {"ac", "ca", "bc", "cb"}


def test_results_of_another_cloud_are_none_of_this_one(results: PairResults) -> None:
    results.add(result("ab", 1, cloud="other"))
    assert set(last_tested(HOSTS, results.latest("lab"), VERSIONS).values()) == {NEVER}


def test_every_pair_has_its_night(results: PairResults) -> None:
    seen: list[str] = []
    for night in range(3):
        for name in chosen(results, 2):
            results.add(result(name, night))
            seen.append(name)
    assert sorted(seen) == ["ab", "ac", "ba", "bc", "ca", "cb"]
    tested = last_tested(HOSTS, results.latest("lab"), VERSIONS)
    assert nights(tested, 2, BEGAN + timedelta(days=2)) == 2


def test_as_many_pairs_are_taken_as_fit_into_the_night() -> None:
    known = Durations({LIVE: (10.0, 12.0, 14.0), COLD: (18.0,)})
    assert pairs_in(60, 4, known) == int(3600 * rotating.SURE * 4 / 30)
    assert pairs_in(60, 4, Durations()) is None


def test_the_file_keeps_the_newest_when_it_has_grown(results: PairResults, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair_results, "GROWN", 2000)
    for day in range(50):
        results.add(result("ab", day))
        results.add(result("ba", day, cloud="other"))
    assert results.path.stat().st_size < 3000
    assert [one.run for one in results.latest("lab").values()] == ["night-49"]
    assert [one.run for one in results.latest("other").values()] == ["night-49"]


def test_what_is_no_result_is_passed_over(results: PairResults) -> None:
    results.add(result("ab", 1))
    with results.path.open("a", encoding="utf-8") as file:
        file.write('{"cloud": "lab"}\n[1]\nnonsense\n{"cloud": "lab", "kind": "live-migration", "ended": "2026-13-99"}\n')
    assert len(results.latest("lab")) == 1


def test_a_file_that_is_none_is_told(results: PairResults) -> None:
    results.path.mkdir()
    with pytest.raises(UnreadableFile, match=r"pair-results\.jsonl: this is a directory"):
        results.latest("lab")


@pytest.mark.parametrize("way", ["symlink", "hard link"])
def test_a_link_in_the_files_place_is_not_written_through(results: PairResults, tmp_path: Path, way: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("precious\n")
    if way == "symlink":
        results.path.symlink_to(elsewhere)
    else:
        results.path.hardlink_to(elsewhere)
    with pytest.raises(OSError, match=r"pair-results\.jsonl"):
        results.add(result("ab", 1))
    assert elsewhere.read_text() == "precious\n"
