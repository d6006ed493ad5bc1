"""Conducts a trial of a drawn fault: breaks, has the suite run, recovers, and has it run again. Nothing of it may end the run."""

import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lab.errors import LabError
from lab.faults.fault import Blamed
from lab.faults.injection import inject, recover
from lab.fuzz.draw import DrawnTrial
from lab.fuzz.kinds.restarts import IN_ORDER
from lab.fuzz.score import DrawnResult
from lab.layout import Layout
from lab.matrix.conduct import BUDGETS, LIMIT, await_health
from lab.matrix.tidy import clean_runs
from lab.matrix.trial import TargetPair
from lab.nodes.node import Node
from lab.shapes.deployment import manager_of
from lab.suite.runner import SuiteRunner

Say = Callable[[str], None]

_LIMIT = LIMIT + 180
"""Seconds for a run of the suite: more than one wait of it may come to its end, as nobody knows what the fault does."""


def conduct(drawn: DrawnTrial, pair: TargetPair, layout: Layout, directory: Path, say: Say) -> tuple[DrawnResult, bool]:
    """One whole trial. The pair is recovered when it ends, however it ends.

    :param directory: of the run; the trial's own is in it
    :return: what came of it, and whether the pair is well
    """
    began = time.monotonic()
    result = blank(drawn, pair)
    try:
        shutil.rmtree(directory / drawn.id, ignore_errors=True)
        _make_well(layout, pair, say)
    except Exception as error:  # noqa: BLE001 - whatever comes of one trial, the others go on
        return _ended(result, began, f"the pair was not well before it was broken: {_said(error)}"), False
    try:
        result = _with_fault(drawn, pair, layout, directory, result)
        say(f"{drawn.id}: {result.outcome}: {result.said}")
    except Exception as error:  # noqa: BLE001 - the same
        result = result.model_copy(update={"trouble": _said(error)})
    try:
        result = _recovered(drawn, pair, layout, directory, result, say)
    except Exception as error:  # noqa: BLE001 - the same
        trouble = f"{result.trouble}; then: {_said(error)}" if result.trouble else result.trouble
        return _ended(result.model_copy(update={"harder": True, "recovered": f"not well: {_said(error)}"}), began, trouble), False
    return _ended(result, began, result.trouble), True


def blank(drawn: DrawnTrial, pair: TargetPair) -> DrawnResult:
    """What is known of a trial before it begins."""
    return DrawnResult(
        trial=drawn.id,
        seed=drawn.seed,
        number=drawn.number,
        kind=drawn.fault.kind,
        does=drawn.fault.does,
        operation=drawn.operation,
        part=drawn.part,
        midway=drawn.midway,
        target=pair.target,
        peer=pair.peer,
        may_be_called=tuple(sorted(drawn.fault.may_be_called)),
        may_be_blamed=tuple(pair.host(blamed) for blamed in drawn.fault.blamed),
    )


def _with_fault(drawn: DrawnTrial, pair: TargetPair, layout: Layout, directory: Path, result: DrawnResult) -> DrawnResult:
    trial = drawn.on(pair)
    broken: list[bool] = []

    def break_it() -> None:
        broken.append(inject(trial.named, Node(pair.target, layout)))

    runner = SuiteRunner(layout, directory / drawn.id / "broken", BUDGETS)
    if drawn.midway:
        run = runner.run(trial.test(pair), midway=break_it, limit=_LIMIT)
    else:
        break_it()
        run = runner.run(trial.test(pair), limit=_LIMIT)
    if not broken:
        raise LabError(f"no server of {trial.test(pair)} was seen to run, so nothing was broken (log: {runner.log})")
    recorded = run.record(trial.test(pair))
    test = recorded.test
    verdict = test.get("verdict")
    return result.model_copy(
        update={
            "outcome": str(test.get("outcome")),
            # what is to be done is the cause's, and long
            "verdict": {key: value for key, value in verdict.items() if key != "remedy"} if isinstance(verdict, dict) else None,
            "may_be_blamed": tuple(dict.fromkeys([*result.may_be_blamed, *_other_hosts(drawn, test)])),
            "message": str(test.get("seen") or test.get("reason") or "")[:600],
            "run": run.id,
            "bundle": str(recorded.bundle.relative_to(directory)) if recorded.bundle else None,
        }
    )


def _other_hosts(drawn: DrawnTrial, test: Mapping[str, Any]) -> list[str]:
    """Where Nova picked the destination, that is the other host."""
    if not drawn.alone or Blamed.PEER not in drawn.fault.blamed:
        return []
    return [str(operation["destination"]) for operation in test.get("operations") or () if operation.get("destination")]


def _recovered(drawn: DrawnTrial, pair: TargetPair, layout: Layout, directory: Path, result: DrawnResult, say: Say) -> DrawnResult:
    """Recover the pair, and see that the operation passes. :raises LabError: the pair does not become well"""
    harder, was_there = False, True
    try:
        was_there = bool(recover(layout, drawn.id, pair.target))
        await_health(layout, {pair.target, pair.peer})
    except Exception as error:  # noqa: BLE001 - whatever it is, there is more to be tried
        say(f"{drawn.id}: not recovered: {_said(error)}; restarting what runs on {pair.target} and {pair.peer}")
        harder = True
        recover_harder(layout, pair)
    clean_runs(layout, directory / drawn.id / "broken", say)
    if not was_there:
        return result.model_copy(update={"harder": harder})
    test = drawn.on(pair).test(pair)
    try:
        seen = SuiteRunner(layout, directory / drawn.id / "recovered", BUDGETS).run(test, limit=_LIMIT).record(test).test
        outcome = str(seen.get("outcome"))
        words = "" if outcome == "passed" else f": {seen.get('seen') or seen.get('reason') or 'no word of why'}"[:300]
    except LabError as error:
        outcome, words = "not run", f": {error}"
    if outcome != "passed":
        say(f"{drawn.id}: after recovery {outcome}{words}; restarting what runs on {pair.target} and {pair.peer}")
        harder = True
        recover_harder(layout, pair)
        clean_runs(layout, directory / drawn.id / "recovered", say)
    return result.model_copy(update={"recovered": outcome + words, "harder": harder})


def recover_harder(layout: Layout, pair: TargetPair) -> None:
    """Undo what is still broken, restart every program of both hosts, and wait until they are well.

    :raises LabError: they do not become well
    """
    for host in (pair.target, pair.peer):
        with suppress(LabError):
            recover(layout, host=host)
        for program in IN_ORDER:
            # one that does not start is seen by Nova or Neutron in the end
            with suppress(LabError):
                manager_of(Node(host, layout)).restart(program)
    for host in (pair.target, pair.peer):
        recover(layout, host=host)
    await_health(layout, {pair.target, pair.peer})


def _make_well(layout: Layout, pair: TargetPair, say: Say) -> None:
    try:
        await_health(layout, {pair.target, pair.peer})
    except Exception as error:  # noqa: BLE001 - whatever it is, there is more to be tried
        say(f"{pair.target} and {pair.peer} are not well: {_said(error)}; restarting what runs there")
        recover_harder(layout, pair)


def _ended(result: DrawnResult, began: float, trouble: str) -> DrawnResult:
    return result.model_copy(update={"trouble": trouble, "took": round(time.monotonic() - began, 1), "ended": datetime.now(UTC)})


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
