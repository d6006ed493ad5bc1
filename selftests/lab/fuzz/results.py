"""Results as trials leave them."""

from typing import Any

from lab.fuzz.score import DrawnResult


def result(number: int = 1, **changes: Any) -> DrawnResult:
    known: dict[str, Any] = {
        "trial": f"fuzz-1-{number:03d}-limit-space",
        "seed": 1,
        "number": number,
        "kind": "limit",
        "does": "the file system of /var/lib/nova/instances has 0 MiB free",
        "operation": "boot",
        "part": "only",
        "midway": False,
        "target": "compute-02",
        "peer": "compute-01",
        "may_be_called": ("disk-full", "no-valid-host"),
        "may_be_blamed": ("compute-02",),
        "outcome": "failed",
        "verdict": {"cause": "disk-full", "host": "compute-02"},
        "recovered": "passed",
    }
    return DrawnResult.model_validate(known | changes)
