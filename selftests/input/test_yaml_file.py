"""YAML that people write: merge keys are taken over as YAML has them, and a key that is given twice is told."""

from pathlib import Path
from typing import Any

import pytest

from conformance.input.yaml_file import read_yaml_mapping
from conformance.model.errors import UsageProblem


def read(tmp_path: Path, text: str) -> dict[str, Any]:
    (tmp_path / "f.yaml").write_text(text)
    return read_yaml_mapping(tmp_path / "f.yaml", "file")


MERGED = {
    "a: &a {x: 1, y: 1}\nb: {<<: *a, y: 2}\n": {"a": {"x": 1, "y": 1}, "b": {"x": 1, "y": 2}},
    "a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc: {<<: [*a, *b]}\n": {"a": {"x": 1}, "b": {"x": 2, "y": 2}, "c": {"x": 1, "y": 2}},
    "a: &a {x: 1}\nb: {'<<': 1, x: 2}\n": {"a": {"x": 1}, "b": {"<<": 1, "x": 2}},
    # what c takes over is written out before it is made itself
    "a: &a {x: 1}\nb: {deep: {deeper: &b {<<: *a, x: 2}}}\nc: {<<: *b}\n": {
        "a": {"x": 1},
        "b": {"deep": {"deeper": {"x": 2}}},
        "c": {"x": 2},
    },
}


@pytest.mark.parametrize("text", MERGED, ids=range(len(MERGED)))
def test_keys_are_merged(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == MERGED[text]


REFUSED = {
    "a: &a {x: 1}\nb: {<<: *a, y: 1, y: 2}\n": ":2: key 'y' is given twice, first on line 2",
    "a: &a {x: 1,\n  x: 2}\nb: {<<: *a}\n": ":2: key 'x' is given twice, first on line 1",
    "a: {<<: text}\n": ":1: expected a mapping or list of mappings for merging, but found scalar",
    "a: &a {<<: *a}\n": ":1: *a stands within what &a names",
}


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_a_mistake_beside_merged_keys_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        read(tmp_path, text)
    assert str(caught.value) == f"file {tmp_path}/f.yaml{REFUSED[text]}"
