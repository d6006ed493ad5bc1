"""Small inputs of kinds that once gave a wrong verdict: healthy lines, waits that ended, other people's failures, odd wrappers."""

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.diagnosis.classify.jsonl import answer
from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy

CASES: list[dict[str, Any]] = [json.loads(line) for line in Path(__file__).with_name("small_cases.jsonl").read_text().splitlines()]

TAXONOMY = load_taxonomy()

NOTHING_FAILED = {"unclassified", "insufficient-evidence"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']}: {case['kind']}")
def test_a_small_case_has_its_verdict(case: dict[str, Any]) -> None:
    given = {key: case[key] for key in ("id", "operation", "evidence")}
    verdict = answer(json.dumps(given).encode(), TAXONOMY)
    assert verdict["cause"] in (NOTHING_FAILED if case["expected"] == "unclassified" else {case["expected"]})
    assert case.get("expected_side") in {None, verdict["side"]}
