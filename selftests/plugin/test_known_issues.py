"""Failures that a site has accepted do not fail its run; all others do."""

import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from selftests.plugin.conftest import MakeSuiteRun, SuiteRun

PAIRS = ("-m", "live_migration")

TODAY = datetime.now(UTC).date()
LATER, PAST = TODAY + timedelta(days=30), TODAY - timedelta(days=1)

ACCEPTED = {
    "cause": "hypervisor-down",
    "operation": "live-migration",
    "pair": "* to c",
    "reason": "c is\x1b[2J repaired\nin July",
    "owner": "ops",
    "expires": str(LATER),
    "link": "https://tracker.example.org/1",
}
"""The failure of a live migration into c that FakeCloud makes of the fault live-into-c."""

WORDS = f"known issue 1: c is\\x1b[2J repaired in July (owner ops, until {LATER}, https://tracker.example.org/1)"


def _give(run: SuiteRun, *entries: dict[str, Any]) -> str:
    path = run.directory / "known.yaml"
    path.write_text(json.dumps(entries))
    return f"--known-issues={path}"


def _failing(suite_run: MakeSuiteRun) -> SuiteRun:
    run = suite_run("a", "b", "c")
    run.cloud.faults["live-into-c"] = "yes"
    return run


def _record(run: SuiteRun) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((run.results / "run.json").read_text())
    return content


def _counts(result: pytest.RunResult) -> dict[str, int]:
    return {what: count for what, count in result.parseoutcomes().items() if what != "deselected"}


def _known(run: SuiteRun) -> dict[str, bool]:
    """The failed tests, and whether each is known."""
    return {test["id"].partition("[")[2][:-1]: bool(test["known"]) for test in _record(run)["tests"] if test["outcome"] == "failed"}


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one-process", "xdist"])
def test_what_is_known_is_shown_everywhere_and_fails_nothing(suite_run: MakeSuiteRun, workers: tuple[str, ...]) -> None:
    run = _failing(suite_run)
    result = run(*workers, *PAIRS, _give(run, ACCEPTED))
    assert result.ret == 0
    assert _counts(result) == {"known": 2, "passed": 4}
    result.stdout.fnmatch_lines(
        [
            "  known issues */known.yaml: 1 entry",
            "│ a * │ *✓* │ *≈* │",
            "known failures, which do not fail the run: 2",
            f"  {WORDS.replace('[', '[[]')}",
            "    suites/instances/test_live_migration.py::test_live_migration[[]*-to-c]: hypervisor-down *",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*FAILED*")

    record = _record(run)
    assert _known(run) == {"a-to-c": True, "b-to-c": True}
    known = next(test for test in record["tests"] if test["known"])
    assert known["known"] == {"entry": 1, **{key: ACCEPTED[key] for key in ("reason", "owner", "expires", "link")}}
    assert known["verdict"]["cause"] == "hypervisor-down"
    assert (run.results / known["bundle"]).exists()
    (entry,) = record["known_issues"]["entries"]
    assert (entry["matched"], entry["unmatched_runs"], entry["stale"], entry["expired"]) == (2, 0, False, False)
    assert entry["issue"]["pair"] == "* to c"

    suite = ET.parse(run.results / "junit.xml").getroot()[0]
    assert [suite.get(name) for name in ("failures", "errors", "skipped", "tests")] == ["0", "0", "2", "6"]
    messages = [skipped.get("message", "") for skipped in suite.iter("skipped")]
    assert len(messages) == 2
    assert all(message.startswith(f"{WORDS}: hypervisor-down") for message in messages)

    results = [json.loads(path.read_text()) for path in (run.results / "allure-results").glob("*-result.json")]
    failed = [result for result in results if result["status"] != "passed"]
    assert [(result["status"], result["statusDetails"]["known"]) for result in failed] == [("failed", True)] * 2
    assert all(result["statusDetails"]["message"].startswith("hypervisor-down") for result in failed)
    assert all(result["statusDetails"]["message"].splitlines()[-1] == WORDS for result in failed)
    assert all(result["links"][0]["url"] == ACCEPTED["link"] for result in failed)
    assert all("known issue" in [attachment["name"] for attachment in result["attachments"]] for result in failed)


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one-process", "xdist"])
def test_the_same_cause_on_another_pair_still_fails(suite_run: MakeSuiteRun, workers: tuple[str, ...]) -> None:
    run = _failing(suite_run)
    result = run(*workers, *PAIRS, _give(run, ACCEPTED | {"pair": "a to c"}))
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert _counts(result) == {"known": 1, "failed": 1, "passed": 4}
    assert _known(run) == {"a-to-c": True, "b-to-c": False}
    result.stdout.fnmatch_lines(["suites/*[[]b-to-c]: hypervisor-down *", "known failures, which do not fail the run: 1"])
    accepted = {
        result["name"]: result["statusDetails"].get("known")
        for result in (json.loads(path.read_text()) for path in (run.results / "allure-results").glob("*-result.json"))
        if result["status"] == "failed"
    }
    assert accepted == {"test_live_migration[a-to-c]": True, "test_live_migration[b-to-c]": False}


@pytest.mark.parametrize("change", [{"cause": "disk-full"}, {"operation": "cold-migration"}, {"pair": "c to *"}, {"expires": str(PAST)}])
def test_an_entry_of_something_else_excuses_nothing(suite_run: MakeSuiteRun, change: dict[str, str]) -> None:
    run = _failing(suite_run)
    assert run(*PAIRS, "-k", "a-to-c", _give(run, ACCEPTED | change)).ret == pytest.ExitCode.TESTS_FAILED
    assert _known(run) == {"a-to-c": False}


@pytest.mark.parametrize("quiet", [(), ("-q",)], ids=["with-header", "quiet"])
def test_an_entry_that_has_expired_is_named_before_anything_is_run(suite_run: MakeSuiteRun, quiet: tuple[str, ...]) -> None:
    run = _failing(suite_run)
    result = run(*PAIRS, *quiet, "-k", "a-to-c", _give(run, ACCEPTED | {"expires": str(PAST)}))
    named = "known issue 1 (hypervisor-down of live-migration from [*] to c; owner ops)"
    result.stdout.fnmatch_lines(
        [
            f"conformance: {named} expired on {PAST} and excuses nothing: c is*repaired in July",
            "*1 failed*",
            f"{named} expired on {PAST}, and 1 failure would match it",
        ]
    )


def test_an_entry_that_matches_nothing_any_more_is_told_once_it_is_stale(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b", "c")
    given = _give(run, ACCEPTED | {"stale_after": "2"})
    run(*PAIRS, "-k", "a-to-c", given).stdout.no_fnmatch_line("*is stale*")
    run("-m", "boot", given).stdout.no_fnmatch_line("*is stale*")
    result = run(*PAIRS, "-k", "a-to-c", given)
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        ["known issue 1 (*) is stale: it matched nothing in 2 runs in a row. Remove it from */known.yaml if its failure is gone"]
    )


def test_a_known_failure_stays_known_in_the_run_that_goes_on(suite_run: MakeSuiteRun, pytester: pytest.Pytester) -> None:
    run = _failing(suite_run)
    migrate, done = run.cloud._live, iter(range(100))

    def counted(server: Any, argument: Any) -> None:
        if next(done) == 2:
            (run.results / "stopping").touch()
        migrate(server, argument)

    run.cloud._live = counted  # type: ignore[method-assign]
    first = run(*PAIRS, _give(run, ACCEPTED))
    assert first.ret == pytest.ExitCode.INTERRUPTED
    found = _known(run)
    assert found
    # what was given to the earlier run is given to this one, too, though its file is gone
    (run.directory / "known.yaml").unlink()
    second = pytester.runpytest_inprocess("suites/instances", "-p", "no:cacheprovider", "--resume", run.results.name, *PAIRS)
    assert second.ret == 0
    assert found.items() <= _known(run).items()
    assert _known(run) == {"a-to-c": True, "b-to-c": True}
    assert _record(run)["known_issues"]["entries"][0]["matched"] == 2
    # nothing is left to do, and nothing that was known has become news
    assert pytester.runpytest_inprocess("suites/instances", "-p", "no:cacheprovider", "--resume", run.results.name, *PAIRS).ret == 0


def test_a_known_failure_does_not_end_a_run_that_ends_at_the_first_failure(suite_run: MakeSuiteRun) -> None:
    run = _failing(suite_run)
    assert _counts(run(*PAIRS, "-x", _give(run, ACCEPTED))) == {"known": 2, "passed": 4}


def test_what_is_broken_is_never_known(suite_run: MakeSuiteRun) -> None:
    run = _failing(suite_run)
    code = """
import pytest
from conformance.model.errors import SuiteFault

@pytest.fixture
def torn():
    yield
    raise SuiteFault("our own")

@pytest.mark.live_migration
def test_torn(host_pair, server_on, operate, torn):
    operate.live_migrate(server_on(host_pair.source), to=host_pair.destination)
"""
    result = run("-k", "a-to-c", _give(run, ACCEPTED), tests=run.add_test("test_torn.py", code))
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert _counts(result) == {"known": 1, "errors": 1}
    (test,) = _record(run)["tests"]
    assert (test["outcome"], test["known"]) == ("broken", None)
    (allure,) = [json.loads(path.read_text()) for path in (run.results / "allure-results").glob("*-result.json")]
    assert allure["statusDetails"]["known"] is False


def test_known_failures_beside_skipped_tests_are_no_run_that_tested_nothing(suite_run: MakeSuiteRun) -> None:
    run = _failing(suite_run)
    run.cloud.inventories["b"] = {"MEMORY_MB": {"total": 100}}
    result = run(*PAIRS, "-k", "a-to-c or a-to-b", _give(run, ACCEPTED))
    assert result.ret == 0
    assert _counts(result) == {"known": 1, "skipped": 1}


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one-process", "xdist"])
def test_a_wrong_file_ends_the_run_before_it_begins(suite_run: MakeSuiteRun, workers: tuple[str, ...]) -> None:
    run = suite_run("a", "b")
    result = run(*workers, _give(run, ACCEPTED, ACCEPTED | {"owner": ""}))
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    (line,) = [line for line in [*result.outlines, *result.errlines] if line.strip()]
    assert line.startswith("ERROR: known issues ")
    assert line.endswith(": entry 2: owner: must be text that is not empty, not ''")
    assert run.cloud.seen == []
    assert list((run.directory / "reports").iterdir()) == []


def test_with_plan_the_file_is_read_too(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b")
    assert run("--plan", _give(run, {})).ret == pytest.ExitCode.USAGE_ERROR
    run("--plan", _give(run, ACCEPTED | {"expires": str(PAST)})).stdout.fnmatch_lines(["conformance: known issue 1 * expired on *"])
