"""What this machine cannot do for real: recorded evidence, through the same command that classifies any other."""

import json
import subprocess
import sys
from pathlib import Path

from lab.errors import LabError
from lab.faults.fault import NamedFault
from lab.faults.registry import faults
from lab.matrix.store import ResultStore
from lab.matrix.trial import NO_VERDICT, TargetPair, TrialFinding, TrialResult, finding

RECORDED = Path(__file__).parent.parent / "faults" / "recorded"
"""One file a recorded fault, NAME.json, in the form that `conformance classify --jsonl` reads; the broken host in it is TARGET."""

TARGET, PEER = "compute-02", "compute-01"


def replay(wanted: set[str]) -> list[TrialResult]:
    """The recorded faults, or those of them that are wanted, classified. :raises LabError: the command failed"""
    recorded = [one for one in faults() if one.fault.recorded and (not wanted or one.name in wanted)]
    if not recorded:
        return []
    answers = classified([RECORDED / f"{one.name}.json" for one in recorded])
    return [_result(one, answer) for one, answer in zip(recorded, answers, strict=True)]


def judge_again(store: ResultStore) -> list[TrialResult]:
    """What was named wrong in a run, judged by its evidence with the causes as they are now; what comes out right is added to the store.

    :raises LabError: the command failed
    """
    wrong = [(result, bundle) for result in store.results() if not result.named_right and (bundle := store.bundle(result))]
    answers = classified([bundle for _, bundle in wrong]) if wrong else []
    again = [
        result.model_copy(update={"got": finding(answer), "judged_again": True}) for (result, _), answer in zip(wrong, answers, strict=True)
    ]
    right = [result for result in again if result.named_right]
    for result in right:
        store.add(result)
    return right


def classified(files: list[Path]) -> list[dict[str, object]]:
    """The verdict on each bundle, by the causes as they are now. :raises LabError: the command failed"""
    command = [str(Path(sys.executable).with_name("conformance")), "classify", "--jsonl", "-"]
    lines = "".join(json.dumps(json.loads(file.read_text())) + "\n" for file in files)
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode != 0 or len(answers) != len(files):
        raise LabError(f"`{' '.join(command)}` failed with {done.returncode}: {done.stderr.strip()}")
    return answers


def _result(one: NamedFault, verdict: dict[str, object]) -> TrialResult:
    showing = one.fault.shows[0]
    blamed = showing.blamed or one.fault.blamed
    host = TargetPair(TARGET, PEER).host(blamed)
    return TrialResult(
        trial=f"{one.name}-{showing.operation}",
        fault=one.name,
        title=one.fault.title,
        operation=showing.operation,
        part=showing.part,
        kind="recorded",
        expected=(TrialFinding(cause=showing.cause or one.fault.cause or NO_VERDICT, detail=showing.detail, host=host),),
        got=finding(verdict),
    )
