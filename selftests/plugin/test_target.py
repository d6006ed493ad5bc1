"""A run reads its profile and inventory once: whoever edits them while it goes on changes nothing of it."""

import json

import pytest

from conformance.run.kept_target import kept_target, restored
from conformance.target import read_target
from selftests.plugin.conftest import MakeSuiteRun


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one-process", "xdist"])
def test_files_that_are_edited_during_a_run_change_nothing_of_it(suite_run: MakeSuiteRun, workers: tuple[str, ...]) -> None:
    run = suite_run("a", "b")
    profile, inventory = run.cloud.directory / "fake.yaml", run.cloud.directory / "inventory"
    as_started = read_target("fake", str(profile), inventory)
    boot = run.cloud.create

    def edited_meanwhile(body: dict[str, object]) -> dict[str, object]:
        profile.write_text("services: {this is no profile")
        inventory.write_text("[compute]\nelsewhere\n")
        return boot(body)

    run.cloud.create = edited_meanwhile  # type: ignore[method-assign]
    result = run(*workers, "-m", "live_migration or boot")
    result.assert_outcomes(passed=4)
    assert (result.ret, run.cloud.servers) == (0, {})
    assert json.loads((run.results / "run.json").read_text())["profile"] == str(profile)
    assert restored(kept_target(run.results)) == as_started
