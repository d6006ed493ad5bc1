"""The matrix as an Allure suite of its own: one result a trial."""

import hashlib
import json
import time
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lab.matrix.trial import TrialResult


def write_allure(results: Iterable[TrialResult], directory: Path) -> None:
    """Write results that `allure` makes a report of; those of an earlier call are replaced."""
    directory.mkdir(parents=True, exist_ok=True)
    for old in directory.glob("*-result.json"):
        old.unlink()
    for result in results:
        content = _content(result)
        (directory / f"{content['uuid']}-result.json").write_text(json.dumps(content, indent=1) + "\n")


def _content(result: TrialResult) -> dict[str, Any]:
    ended = int(time.time() * 1000)
    expected = " or ".join(map(str, result.expected))
    name = f"{result.title}: {result.operation} ({result.part})"
    labels = {
        "suite": "faults",
        "parentSuite": "fault matrix",
        "subSuite": result.expected[0].cause,
        "feature": result.expected[0].cause,
        "fault": result.fault,
        "kind": result.kind,
    }
    return {
        "uuid": str(uuid.uuid4()),
        "historyId": hashlib.md5(result.trial.encode(), usedforsecurity=False).hexdigest(),
        "fullName": f"lab.matrix.{result.trial}",
        "name": name,
        "status": "passed" if result.right else "broken" if result.got is None else "failed",
        "statusDetails": {
            "message": f"expected: {expected}\ngot: {result.got}\nafter recovery: {result.recovered}\n{result.trouble}".strip()
        },
        "stage": "finished",
        "start": ended - int(result.took * 1000),
        "stop": ended,
        "labels": [{"name": label, "value": value} for label, value in labels.items()],
        "parameters": [
            {"name": "run with the fault", "value": result.run or "-", "excluded": True},
            {"name": "run after recovery", "value": result.recovered_run or "-", "excluded": True},
            {"name": "seconds to the verdict", "value": str(result.seconds), "excluded": True},
        ],
    }


def _message(result: TrialResult, expected: str) -> str:
    lines = [f"expected: {expected}", f"got: {result.got}", *map(str, result.invariants or ()), f"after recovery: {result.recovered}"]
    return "\n".join([*lines, result.trouble]).strip()
