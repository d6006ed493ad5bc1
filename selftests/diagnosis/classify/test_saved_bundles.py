"""A bundle of a real run that failed comes to the same verdict offline as it did in the run."""

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.diagnosis.classify.classify import classify
from conformance.diagnosis.classify.jsonl import answer
from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.model.evidence import Bundle

FAILED = sorted((Path(__file__).parents[2] / "corpus" / "failed").glob("*.json"))

TAXONOMY = load_taxonomy()


def test_there_are_bundles_of_the_lab() -> None:
    assert FAILED


@pytest.mark.parametrize("path", FAILED, ids=lambda path: path.stem)
def test_the_verdict_is_the_same(path: Path) -> None:
    saved: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    offline = classify(Bundle.model_validate(saved["bundle"]), TAXONOMY).model_dump(mode="json")
    asked = answer(json.dumps(saved["bundle"]).encode(), TAXONOMY)
    for key, value in saved["verdict"].items():
        assert offline[key] == value
        assert asked[key] == value
