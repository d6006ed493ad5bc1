"""--resume RUN: go on where an earlier run stopped. What it found stays found, what it did not come to is done now."""

import shutil
from pathlib import Path

import pytest

from conformance.model.errors import UsageProblem
from conformance.plugin.facts import PLACE, RunFacts, facts_of
from conformance.plugin.sweeping import say
from conformance.report.outcomes import Outcomes
from conformance.report.run_file import TestOutcome, TestRecord
from conformance.run.alive import living
from conformance.run.cleanup import sweep
from conformance.run.invocation import Invocation, invocation_of, run_directory
from conformance.run.ledger import FILE as LEDGER
from conformance.run.ledger import Ledger
from conformance.run.troubles import Troubles
from conformance.site.cloud import connect
from conformance.site.profile import load_profile
from conformance.site.retries import Patience
from conformance.text.writing import for_terminal

CARRIED = pytest.StashKey[tuple[TestRecord, ...]]()
"""On the controller: what the earlier run found."""

_KEPT = ("allure-results", "evidence")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take what is not said from the earlier run: cloud, profile, inventory. :raises pytest.UsageError: there is none to go on with"""
    run = config.getoption("resume")
    if not run or hasattr(config, "workerinput"):
        return
    try:
        directory, invocation = _gone_on_with(run, config.getoption("reports"), config.getoption("os_cloud"))
    except UsageProblem as problem:
        raise pytest.UsageError(str(problem)) from problem
    config.option.os_cloud = invocation.cloud
    config.option.profile = config.option.profile or invocation.profile
    config.option.inventory = config.option.inventory or invocation.inventory
    config.option.resume = str(directory)


def _gone_on_with(run: str, reports: Path, cloud: str | None) -> tuple[Path, Invocation]:
    directory = run_directory(run, reports)
    invocation = invocation_of(directory)
    if alive := living(directory):
        raise UsageProblem(f"--resume {run}: that run still goes on ({', '.join(alive)}): end it first")
    if cloud not in {None, invocation.cloud}:
        raise UsageProblem(f"--resume {run}: that run was on cloud {invocation.cloud}, not on {cloud}")
    return directory, invocation


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what the earlier run has finished."""
    facts = facts_of(config)
    if facts is None or facts.resumed is None:
        return
    finished = Outcomes(facts.resumed).finished()
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid in finished])
    items[:] = [item for item in items if item.nodeid not in finished]


def carry_over(config: pytest.Config, facts: RunFacts) -> None:
    """On the controller, before the first test: have what the earlier run found in this run's results."""
    if facts.resumed is None or config.stash.get(PLACE, None) is None:
        return
    _clean_up_after(config, facts.resumed, facts)
    carried = config.stash[CARRIED] = Outcomes(facts.resumed).carried()
    outcomes = Outcomes(facts.run_dir)
    for record in carried:
        outcomes.append(record)
    for name in _KEPT:
        if (facts.resumed / name).is_dir():
            shutil.copytree(facts.resumed / name, facts.run_dir / name, dirs_exist_ok=True)


def _clean_up_after(config: pytest.Config, former: Path, facts: RunFacts) -> None:
    """What a killed run has left would be in the way. :raises pytest.UsageError: it cannot be removed"""
    ledger = Ledger(former / LEDGER)
    if not ledger.left():
        return
    budget = load_profile(facts.site.profile).timeouts.delete
    with connect(facts.site.cloud, Troubles(facts.run_dir).note, Patience.WAITING) as conn:
        leftovers = sweep(conn, ledger, budget=budget, tell=lambda line: say(config, f"{former.name}: {line}"))
    if leftovers:
        first = leftovers[0]
        why = f"--resume {former.name}: {first.entry.kind} {first.entry.name} of it cannot be removed: {first.why}"
        raise pytest.UsageError(for_terminal(why))


def judge(session: pytest.Session) -> None:
    """What the earlier run found counts as if it had been found now; that nothing was left to do is no trouble."""
    carried = session.config.stash.get(CARRIED, None)
    if carried is None or session.exitstatus not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        return
    failed = any(record.outcome is TestOutcome.FAILED for record in carried)
    session.exitstatus = pytest.ExitCode.TESTS_FAILED if failed else pytest.ExitCode.OK if carried else session.exitstatus


def resumed_from(config: pytest.Config) -> Path | None:
    """The directory of the run that is gone on with."""
    run = config.getoption("resume")
    return Path(run) if run else None
