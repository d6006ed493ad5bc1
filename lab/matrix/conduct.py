"""Conducts trials: breaks, has the suite run, recovers, and has it run again."""

import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from conformance.model.operation import SPECS
from lab.access.cloud import compute_hosts_up
from lab.faults.fault import FaultPlace
from lab.faults.injection import inject, recover
from lab.faults.registry import fault
from lab.layout import CONTROL, Layout
from lab.matrix.tidy import clean_runs
from lab.matrix.trial import NO_VERDICT, TargetPair, Trial, TrialFinding, TrialResult, finding
from lab.matrix.violations import look_for_violations
from lab.nodes.node import Node
from lab.services.administrator import connect_to
from lab.suite.runner import RecordedTest, SuiteRunner
from lab.wait import wait_for

BUDGETS: dict[str, Any] = {
    "timeouts": {
        **{kind.marker: min(spec.seconds, 100) for kind, spec in SPECS.items()},
        "hard_reboot": 80,
        "live_migration": 120,
        "guest": 60,
    }
}
"""How long the suite waits in the matrix: what works here takes a third of that."""

LIMIT = 420.0
"""Seconds that one run of the suite may take."""


def conduct(trial: Trial, pair: TargetPair, layout: Layout, directory: Path, *, quick: bool, say: Callable[[str], None]) -> TrialResult:
    """One whole trial. The pair is recovered when it ends, however it ends."""
    began = time.monotonic()
    shutil.rmtree(directory, ignore_errors=True)
    result = TrialResult(
        trial=trial.id,
        fault=trial.named.name,
        title=trial.named.fault.title,
        operation=trial.showing.operation,
        part=trial.showing.part,
        kind="real",
        expected=trial.expected(pair),
        got=None,
    )
    try:
        result = _with_fault(trial, pair, layout, directory, result)
        say(f"{trial.id}: {result.got}{'' if result.named_right else f', expected {_either(result.expected)}'}")
        reports = look_for_violations(trial.named, pair, layout, directory / "invariants")
        result = result.model_copy(update={"invariants": reports})
        for report in result.not_violated:
            say(f"{trial.id}: {report}")
        recover_pair(trial, pair, layout)
        await_health(layout, {pair.target, pair.peer})
        if trial.alone:
            clean_runs(layout, directory / "broken", say)
        result = result if quick else _after_recovery(trial, pair, layout, directory, result)
    except Exception as error:  # noqa: BLE001 - whatever comes of one trial, the others go on
        result = result.model_copy(update={"trouble": f"{type(error).__name__}: {error}"})
    finally:
        not_recovered = _not_recovered(trial, pair, layout)
    if not_recovered:
        result = result.model_copy(update={"trouble": not_recovered})
    return result.model_copy(update={"took": round(time.monotonic() - began, 1), "ended": datetime.now(UTC)})


def _not_recovered(trial: Trial, pair: TargetPair, layout: Layout) -> str:
    """Recover the pair; why that did not succeed, if so. The next trial there will show it; those of other pairs go on."""
    try:
        recover_pair(trial, pair, layout)
    except Exception as error:  # noqa: BLE001 - the same
        return f"{type(error).__name__}: {error}"
    return ""


def recover_pair(trial: Trial, pair: TargetPair, layout: Layout) -> None:
    """Undo what a trial may have broken."""
    recover(layout, trial.named.name, CONTROL if trial.named.fault.place is FaultPlace.CONTROL else pair.target)
    if trial.named.fault.companion:
        recover(layout, trial.named.fault.companion, pair.peer)


def _with_fault(trial: Trial, pair: TargetPair, layout: Layout, directory: Path, result: TrialResult) -> TrialResult:
    def break_it() -> None:
        place = CONTROL if trial.named.fault.place is FaultPlace.CONTROL else pair.target
        if trial.named.fault.companion:
            inject(fault(trial.named.fault.companion), Node(pair.peer, layout))
        inject(trial.named, Node(place, layout))

    profile = BUDGETS | {key: _with(BUDGETS.get(key), value) for key, value in trial.showing.profile.items()}
    runner = SuiteRunner(layout, directory / "broken", profile)
    if trial.showing.midway:
        run = runner.run(*trial.before(pair), trial.test(pair), midway=break_it, limit=LIMIT)
    else:
        break_it()
        run = runner.run(trial.test(pair), limit=LIMIT)
    recorded = run.record(trial.test(pair))
    return result.model_copy(
        update={
            "run": recorded.run,
            "got": _found(recorded),
            "seconds": recorded.seconds_to_verdict(),
            "message": (recorded.test.get("seen") or recorded.test.get("reason") or "")[:600],
        }
    )


def _with(usual: Any, value: Any) -> Any:
    """A setting of the profile; of a section, what is not usual in it."""
    return usual | value if isinstance(usual, dict) else value


def _after_recovery(trial: Trial, pair: TargetPair, layout: Layout, directory: Path, result: TrialResult) -> TrialResult:
    run = SuiteRunner(layout, directory / "recovered", BUDGETS).run(trial.test(pair), limit=LIMIT)
    return result.model_copy(update={"recovered": _found(run.record(trial.test(pair))), "recovered_run": run.id})


def await_health(layout: Layout, hosts: set[str]) -> None:
    """Wait until Nova and Neutron call these hosts up, and Nova gives them servers. :raises LabError: they do not"""
    cloud = connect_to(layout)

    def healthy() -> bool:
        enabled = {service.host for service in cloud.compute.services(binary="nova-compute") if service.status == "enabled"}
        return compute_hosts_up(cloud, hosts) and hosts <= enabled

    wait_for(f"{', '.join(sorted(hosts))} to be up and enabled again", healthy, budget=120, interval=1)


def _found(recorded: RecordedTest) -> TrialFinding:
    test = recorded.test
    if test["outcome"] == "passed":
        return TrialFinding(cause=NO_VERDICT)
    if test["verdict"] is None:
        return TrialFinding(cause=f"{test['outcome']}, without a verdict")
    return finding(test["verdict"])


def _either(expected: tuple[TrialFinding, ...]) -> str:
    return " or ".join(map(str, expected))
