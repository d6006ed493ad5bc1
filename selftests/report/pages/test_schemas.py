"""The schemas of files for programs."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from conformance.cli.docs import PAGES
from conformance.model.cloud_facts import Provider
from conformance.report.compare.compare import compare
from conformance.report.run_file import RunShard
from conformance.upgrade.gate_file import Gate, GateStep, Phase, Reason
from selftests.report.compare.runs import failed, migrations, record, run

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("name", [name for name in PAGES if name.endswith(".schema.json")])
def test_the_schema_in_docs_is_what_the_models_give(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run 'conformance docs'"


NOW = datetime(2026, 1, 2, tzinfo=UTC)
WRITTEN = {
    "gate.schema.json": Gate(
        name="to-2026.2",
        cloud="lab",
        steps=(
            GateStep(
                phase=Phase.BEFORE,
                started=NOW,
                ended=NOW,
                providers=(Provider(name="a", id="0d0d0d0d-0000-4000-8000-000000000002"),),
                against=(Reason(what="it does not boot"),),
            ),
        ),
    ),
    "run.schema.json": migrations({"a to b": 3.0}, shard=RunShard(numbers=(1,), of=2, plan="p")),
    "comparison.schema.json": compare(run(record("t"), record("u")), run(failed("t", "disk-full", "a"), record("u"))),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written_has_every_field_that_the_schema_requires_and_no_other(name: str) -> None:
    schema = json.loads(PAGES[name]())
    written: BaseModel = WRITTEN[name]
    assert list(_differences(schema, schema, json.loads(written.model_dump_json()), "")) == []
    assert "required" in schema
    assert "additionalProperties" not in schema


def _differences(schema: Any, part: Any, value: Any, where: str) -> Iterator[str]:
    if "$ref" in part:
        part = schema["$defs"][part["$ref"].removeprefix("#/$defs/")]
    if "anyOf" in part:
        if value is not None:
            yield from _differences(schema, next(one for one in part["anyOf"] if one.get("type") != "null"), value, where)
    elif part.get("type") == "object" and "properties" in part:
        if set(value) != set(part["properties"]) or set(part["required"]) != set(value):
            yield f"{where}: {sorted(value)}"
        for key, inner in value.items():
            yield from _differences(schema, part["properties"][key], inner, f"{where}.{key}")
    elif part.get("type") == "array":
        for number, inner in enumerate(value):
            yield from _differences(schema, part["items"], inner, f"{where}[{number}]")
    elif "enum" in part and value not in part["enum"]:
        yield f"{where}: {value}"
