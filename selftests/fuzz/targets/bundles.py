"""Bundles: each has a verdict, or is refused in one line."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from conformance.diagnosis.classify.classify import classify
from conformance.diagnosis.classify.jsonl import BadLine, answer, request
from conformance.diagnosis.taxonomy.taxonomy import Taxonomy, load_taxonomy
from conformance.model.verdict import Verdict
from conformance.report.terminal.message import headline
from selftests.fuzz.files import one_line
from selftests.fuzz.mutation import edited_json, edited_text
from selftests.fuzz.target import FuzzTarget

_CORPUS = Path(__file__).parents[2] / "corpus" / "failed"


@cache
def _taxonomy() -> Taxonomy:
    return load_taxonomy()


def check(line: bytes) -> None:
    """The line is a bundle with a verdict that can be shown and written, or it is refused in one line."""
    try:
        bundle = request(line).bundle
    except BadLine as trouble:
        one_line(str(trouble))
        return
    verdict: Verdict = classify(bundle, _taxonomy())
    assert Verdict.model_validate_json(verdict.model_dump_json()) == verdict
    one_line(headline(verdict))
    json.dumps(answer(line, _taxonomy())).encode()


def _texts() -> list[str]:
    return [path.read_text() for path in sorted(_CORPUS.glob("*.json"))]


def _written(document: Any) -> bytes:
    return json.dumps(document).encode()


_INPUTS: st.SearchStrategy[bytes] = st.one_of(
    edited_json([json.loads(text) for text in _texts()]).map(_written),
    edited_text(_texts()).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=200),
)

TARGET = FuzzTarget("bundles", _INPUTS, check)
