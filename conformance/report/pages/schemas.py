"""docs/*.schema.json: what programs can rely on, generated from the models that write the files."""

from typing import Any

from pydantic import BaseModel

from conformance.text.writing import json_text

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema_page(model: type[BaseModel], title: str) -> str:
    """The JSON schema of a file, as it is written. Fields may come without a new version, so that others are allowed everywhere."""
    schema = {"$schema": _DRAFT} | _open(model.model_json_schema(mode="serialization")) | {"title": title}
    return json_text(schema, indent=2) + "\n"


def _open(node: Any) -> Any:
    """Without the refusal of unknown fields, which holds for the reader of this release alone, and without titles that repeat names.

    Every field is required: one that has a default is written, too.
    """
    if isinstance(node, list):
        return [_open(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: value for key, value in node.items() if not (key == "additionalProperties" and value is False)}
    opened = {key: _open(value) for key, value in kept.items() if not (key == "title" and isinstance(value, str))}
    if kept.get("type") == "object" and "properties" in kept:
        opened["required"] = list(kept["properties"])
    return opened
