"""--resume RUN: go on where an earlier run stopped. What it found stays found, what it did not come to is done now."""

import shutil
import stat
from pathlib import Path

import pytest

from conformance.model.errors import UsageProblem
from conformance.model.files import UnreadableFile
from conformance.plugin.facts import PLACE, RunFacts, facts_of
from conformance.plugin.sweeping import say
from conformance.report.outcomes import Outcomes
from conformance.report.run_file import TestOutcome, TestRecord
from conformance.run.alive import living
from conformance.run.cleanup import sweep
from conformance.run.kept_target import KeptTarget, kept_target, restored, run_directory
from conformance.run.ledger import FILE as LEDGER
from conformance.run.ledger import Ledger
from conformance.run.ownership import foreign_run
from conformance.run.troubles import Troubles
from conformance.site.retries import Patience
from conformance.site.target import Target
from conformance.text.writing import for_terminal

CARRIED = pytest.StashKey[tuple[TestRecord, ...]]()
"""On the controller: what the earlier run found."""

TARGET = pytest.StashKey[Target]()
"""On the controller: what the earlier run was started on, but for what was given anew."""

_KEPT = ("allure-results", "evidence")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take the target from the earlier run, but for what is given anew. :raises pytest.UsageError: there is none to go on with"""
    run = config.getoption("resume")
    if not run or hasattr(config, "workerinput"):
        return
    try:
        directory, kept = gone_on_with(run, config.getoption("reports"), config.getoption("os_cloud"))
        config.stash[TARGET] = _target(run, kept, config)
    except UsageProblem as problem:
        raise pytest.UsageError(str(problem)) from problem
    config.option.os_cloud = kept.cloud
    config.option.resume = str(directory)


def _target(run: str, kept: KeptTarget, config: pytest.Config) -> Target:
    try:
        return restored(kept, profile=config.option.profile, inventory=config.option.inventory)
    except UsageProblem as problem:
        raise UsageProblem(f"--resume {run}: {problem}") from problem


def gone_on_with(run: str, reports: Path, cloud: str | None) -> tuple[Path, KeptTarget]:
    """The directory of a run, and what it was started on.

    :raises UsageProblem: there is none, it still goes on, was on another cloud, or somebody else can have written what is in it
    """
    directory = run_directory(run, reports)
    if why := foreign_run(directory):
        raise UsageProblem(f"--resume {run}: {why}. Make it your own, if you trust it (chown, chmod)")
    kept = kept_target(directory)
    try:
        Outcomes(directory).carried()
    except UnreadableFile as trouble:
        raise UsageProblem(f"--resume {run}: {trouble}") from trouble
    if alive := living(directory):
        raise UsageProblem(f"--resume {run}: that run still goes on ({', '.join(alive)}): end it first")
    if cloud not in {None, kept.cloud}:
        raise UsageProblem(f"--resume {run}: that run was on cloud {kept.cloud}, not on {cloud}")
    return directory, kept


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
            copy_results(facts.resumed / name, facts.run_dir / name)


def copy_results(source: Path, target: Path) -> None:
    """Copy a directory with all files and directories in it, and nothing else: a link may lead to any file of the user's."""
    shutil.copytree(source, target, symlinks=True, ignore=_neither_file_nor_directory, dirs_exist_ok=True)


def _neither_file_nor_directory(directory: str, names: list[str]) -> list[str]:
    modes = {name: (Path(directory) / name).lstat().st_mode for name in names}
    return [name for name, mode in modes.items() if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)]


def _clean_up_after(config: pytest.Config, former: Path, facts: RunFacts) -> None:
    """What a killed run has left would be in the way. :raises pytest.UsageError: it cannot be removed"""
    ledger = Ledger(former / LEDGER)
    for line in ledger.refused():
        say(config, f"left behind: perhaps: {ledger.path} {line}")
    if not ledger.left():
        return
    budget = facts.target.profile.timeouts.delete
    with facts.target.open(Troubles(facts.run_dir).note, Patience.WAITING) as access:
        leftovers = sweep(access.conn, ledger, budget=budget, tell=lambda line: say(config, f"{former.name}: {line}"))
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
