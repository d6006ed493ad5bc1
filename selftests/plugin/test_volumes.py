"""The real suites of volumes over a cloud that is a fake."""

import json

import pytest

from selftests.plugin.conftest import MakeSuiteRun, SuiteRun

HOSTS = ("compute-01", "compute-02", "compute-03")
TESTS = 3 * 3 + 4 * 3 + 2 * 6


def _kinds(run: SuiteRun) -> list[str]:
    return [json.loads(line)["operation"]["kind"] for line in (run.results / "journal.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("workers", [(), ("-n3",)], ids=["one-process", "xdist"])
def test_a_sound_cloud_passes_every_test_of_volumes_and_nothing_stays(suite_run: MakeSuiteRun, workers: tuple[str, ...]) -> None:
    run = suite_run(*HOSTS)
    run.with_real_suites()
    storage = run.cloud.with_volumes()
    run("-m", "volumes", *workers, tests="suites/volumes").assert_outcomes(passed=TESTS)
    assert (run.cloud.servers, storage.volumes, storage.snapshots) == ({}, {}, {})
    assert run.cloud.groups == {}


def test_one_server_a_host_is_used_for_all_pairs(suite_run: MakeSuiteRun) -> None:
    run = suite_run(*HOSTS)
    run.with_real_suites()
    run.cloud.with_volumes()
    run("-k", "new_volume or migration", tests="suites/volumes").assert_outcomes(passed=3 + 2 * 6)
    assert _kinds(run).count("boot-from-volume") == len(HOSTS)


def test_a_cloud_without_block_storage_skips_them_for_one_reason(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b")
    run.with_real_suites()
    result = run("-m", "volumes", tests="suites/volumes")
    result.assert_outcomes(skipped=6 + 8 + 4)
    result.stdout.fnmatch_lines(["*no-block-storage: the cloud has no block storage service*"])


def test_they_are_planned_with_what_they_boot(suite_run: MakeSuiteRun) -> None:
    run = suite_run(*HOSTS)
    run.with_real_suites()
    run.cloud.with_volumes()
    result = run("--plan", "-m", "volumes and (live_migration or cold_migration)", tests="suites/volumes")
    result.stdout.fnmatch_lines(["12 tests in 3 lanes: 3 boots, 12 migrations"])


def test_a_production_profile_allows_each_operation_by_its_name(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b")
    run.with_real_suites()
    run.cloud.with_volumes()
    path = run.cloud.directory / "fake.yaml"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"production": {"allow": ["live_migration"]}}))
    result = run("-m", "volumes and live_migration", tests="suites/volumes")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*allows live_migration: this run would also do attach_volume*"])
    assert run.cloud.servers == {}
