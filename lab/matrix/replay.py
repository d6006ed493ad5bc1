"""What this machine cannot do for real: recorded evidence, through the same command that classifies any other."""

import json
import subprocess
import sys
from pathlib import Path

from lab.errors import LabError
from lab.faults.fault import Blamed, NamedFault
from lab.faults.registry import faults
from lab.matrix.trial import NO_VERDICT, Finding, Result, finding

RECORDED = Path(__file__).parent.parent / "faults" / "recorded"
"""One file a recorded fault, NAME.json, in the form that `conformance classify --jsonl` reads; the broken host in it is PATIENT."""

PATIENT, PEER = "compute-02", "compute-01"


def replay(wanted: set[str]) -> list[Result]:
    """The recorded faults, or those of them that are wanted, classified. :raises LabError: the command failed"""
    recorded = [one for one in faults() if one.fault.recorded and (not wanted or one.name in wanted)]
    if not recorded:
        return []
    lines = [json.dumps(json.loads((RECORDED / f"{one.name}.json").read_text())) for one in recorded]
    command = [str(Path(sys.executable).with_name("conformance")), "classify", "--jsonl", "-"]
    done = subprocess.run(command, input="\n".join(lines) + "\n", capture_output=True, text=True, check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode != 0 or len(answers) != len(recorded):
        raise LabError(f"`{' '.join(command)}` failed with {done.returncode}: {done.stderr.strip()}")
    return [_result(one, answer) for one, answer in zip(recorded, answers, strict=True)]


def _result(one: NamedFault, verdict: dict[str, object]) -> Result:
    showing = one.fault.shows[0]
    blamed = showing.blamed or one.fault.blamed
    host = {Blamed.PATIENT: PATIENT, Blamed.PEER: PEER, Blamed.NONE: None}[blamed]
    return Result(
        trial=f"{one.name}-{showing.operation}",
        fault=one.name,
        title=one.fault.title,
        operation=showing.operation,
        part=showing.part,
        kind="recorded",
        expected=(Finding(cause=showing.cause or one.fault.cause or NO_VERDICT, detail=showing.detail, host=host),),
        got=finding(verdict),
    )
