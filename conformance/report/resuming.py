"""Going on where an earlier run stopped: what it found stays found, what it did not come to is done now."""

import shutil
import stat
from pathlib import Path

from conformance.cleanup.cleanup import sweep
from conformance.cloud.retries import RetryPolicy
from conformance.input.files import UnreadableFile
from conformance.model.errors import UsageProblem
from conformance.report.outcomes import Outcomes
from conformance.report.run_file import TestRecord
from conformance.run.kept_target import KeptTarget, kept_target, restored, run_directory
from conformance.run.run_facts import RunFacts
from conformance.run.sweeping import Tell
from conformance.run_dir.alive import living
from conformance.run_dir.ledger import FILE as LEDGER
from conformance.run_dir.ledger import Ledger
from conformance.run_dir.ownership import foreign_run
from conformance.run_dir.troubles import Troubles
from conformance.target import Target

_KEPT = ("allure-results", "evidence")


def earlier_run(run: str, reports: Path, cloud: str | None) -> tuple[Path, KeptTarget]:
    """The directory of a run that can be gone on with, and what it was started on.

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
        raise UsageProblem(f"--resume {run}: that run is still running ({', '.join(alive)}): stop it first")
    if cloud not in {None, kept.cloud}:
        raise UsageProblem(f"--resume {run}: that run was on cloud {kept.cloud}, not on {cloud}")
    return directory, kept


def earlier_target(run: str, kept: KeptTarget, profile: str | None, inventory: Path | None) -> Target:
    """The target of an earlier run, but for what is given anew. :raises UsageProblem: it was not kept, or what is given is wrong"""
    try:
        return restored(kept, profile=profile, inventory=inventory)
    except UsageProblem as problem:
        raise UsageProblem(f"--resume {run}: {problem}") from problem


def carry_over(earlier: Path, facts: RunFacts, tell: Tell) -> tuple[TestRecord, ...]:
    """Have what an earlier run found in this run's results. What it left in the cloud is removed, as it would be in the way.

    :raises UsageProblem: something cannot be removed
    """
    _clean_up_after(earlier, facts, tell)
    carried = Outcomes(earlier).carried()
    outcomes = Outcomes(facts.run_dir)
    for record in carried:
        outcomes.append(record)
    for name in _KEPT:
        if (earlier / name).is_dir():
            copy_results(earlier / name, facts.run_dir / name)
    return carried


def copy_results(source: Path, target: Path) -> None:
    """Copy a directory with all files and directories in it, and nothing else: a link may lead to any file of the user's."""
    shutil.copytree(source, target, symlinks=True, ignore=_neither_file_nor_directory, dirs_exist_ok=True)


def _neither_file_nor_directory(directory: str, names: list[str]) -> list[str]:
    modes = {name: (Path(directory) / name).lstat().st_mode for name in names}
    return [name for name, mode in modes.items() if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)]


def _clean_up_after(former: Path, facts: RunFacts, tell: Tell) -> None:
    ledger = Ledger(former / LEDGER)
    for line in ledger.refused():
        tell(f"left behind: perhaps: {ledger.path} {line}")
    if not ledger.left():
        return
    budget = facts.target.profile.timeouts.delete
    with facts.target.open(Troubles(facts.run_dir).note, RetryPolicy.WAIT) as access:
        leftovers = sweep(access.conn, ledger, budget=budget, tell=lambda line: tell(f"{former.name}: {line}"))
    if leftovers:
        first = leftovers[0]
        raise UsageProblem(f"--resume {former.name}: {first.entry.kind} {first.entry.name} of it cannot be removed: {first.why}")
