"""A run's results as Allure reads them, made by hand, and what Allure makes of them."""

import base64
import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.diagnosis.taxonomy.taxonomy import Taxonomy
from conformance.model.hosts import ComputeHost, HostPair
from conformance.model.operation import Operation, OperationKind, Outcome
from conformance.model.site import Site
from conformance.report.allure import html
from conformance.report.allure.config import FILE, Ended
from conformance.report.allure.results import write_run_metadata
from conformance.report.run_file import TestOutcome, TestRecord
from selftests.report.compare.runs import BEGAN, record


def site(**more: Any) -> Site:
    """A cloud with hosts a and b."""
    hosts = tuple(ComputeHost(name=name, hypervisor=name, zone="nova", enabled=True, up=True) for name in "ab")
    about = {"cloud": "c", "profile": "lab", "hosts": hosts, "image": "i", "flavor": "f", "resize_flavor": "r", "network": "n"}
    return Site.model_validate(about | more)


def operation(seconds: float, **more: Any) -> Operation:
    """A live migration that was done."""
    about = {"kind": OperationKind.LIVE_MIGRATION, "server_id": None, "request_id": "", "source": "a", "destination": "b"}
    return Operation.model_validate(about | {"started": BEGAN, "seconds": seconds, "outcome": Outcome.DONE} | more)


def moved(source: str, destination: str, *operations: Operation, outcome: TestOutcome = TestOutcome.PASSED) -> TestRecord:
    """A test of live migrations."""
    pair = HostPair(source=source, destination=destination)
    return record(str(pair), outcome, kind=OperationKind.LIVE_MIGRATION, pair=pair, operations=operations)


def write_run(
    run_dir: Path, statuses: Mapping[str, str], ended: Ended, *, tests: tuple[TestRecord, ...] = (), of: Site | None = None
) -> None:
    """The results of tests of live migrations: by `SOURCE to DESTINATION`, how each ended; `known` is a failure that is known."""
    results = run_dir / "allure-results"
    results.mkdir(parents=True)
    for number, (pair, status) in enumerate(statuses.items()):
        source, destination = pair.split(" to ")
        labels = {"feature": "live migration", "story": destination, "source": source, "destination": destination, "nova": pair}
        result = {
            "uuid": f"{number}",
            "name": f"test[{pair}]",
            "fullName": f"t#{pair}",
            "testCaseId": pair,
            "historyId": pair,
            "status": "failed" if status == "known" else status,
            "statusDetails": {"message": "why", "known": status == "known"},
            "start": 1,
            "stop": 2,
            "labels": [{"name": name, "value": value} for name, value in labels.items()],
        }
        (results / f"{number}-result.json").write_text(json.dumps(result))
    write_run_metadata(run_dir, of or site(), Taxonomy(()), {}, tests, ended)


def gate(run_dir: Path) -> tuple[int, str]:
    """What `allure quality-gate` says of a run: its exit code, and its output. It is started from elsewhere, as by a pipeline."""
    command = html.allure_command()
    assert command is not None
    done = subprocess.run(
        [str(command), "quality-gate", "--config", str(run_dir / FILE)],
        cwd="/",
        env=html._environment({}),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return done.returncode, re.sub(r"\x1b\[[0-9;]*m", "", done.stderr)


def data_of(page: Path) -> dict[str, Any]:
    """The JSON files in a page, by their names."""
    found = re.findall(r'"((?:data|widgets)/[^"]+\.json)","([A-Za-z0-9+/=]*)"', page.read_text(encoding="utf-8"))
    return {name: json.loads(base64.b64decode(content)) for name, content in found}
