"""A wrong cause file is refused in one line that names file and key."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.model.errors import SuiteFault


def example() -> dict[str, Any]:
    return {"about": "x", "evidence": [{"source": "events", "text": "x"}]}


def content(**changes: Any) -> dict[str, Any]:
    return {
        "title": "t",
        "layer": "host",
        "stage": "compute",
        "explanation": "e",
        "remedy": "r",
        "source": [{"title": "A guide of its own"}],
        "needs": ["events"],
        "match": [{"sources": ["events"], "pattern": "boom"}],
        "examples": {"hit": [example(), example()], "miss": [example(), example()]},
    } | changes


def write(directory: Path, document: Any, name: str = "host/a-cause.yaml") -> None:
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document if isinstance(document, str) else yaml.safe_dump(document))


def test_a_cause_is_called_as_its_file(tmp_path: Path) -> None:
    write(tmp_path, content())
    assert load_taxonomy(tmp_path).cause("a-cause").title == "t"


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"titel": "x"}, "titel: Extra inputs are not permitted"),
        ({"title": 3}, "title: "),
        ({"layer": "basement"}, "layer: "),
        ({"layer": "network"}, "layer: says network, but the file stands in host/"),
        ({"match": []}, "match: "),
        ({"match": [{"sources": ["events"], "pattern": "a(?=b)"}]}, "match.0.pattern: "),
        ({"match": [{"sources": ["events"], "pattern": "("}]}, "match.0.pattern: "),
        ({"match": [{"sources": ["gossip"], "pattern": "a"}]}, "match.0.sources.0: "),
        ({"match": [{"sources": ["events"], "pattern": "a", "confidence": 1.5}]}, "match.0.confidence: "),
        ({"match": [{"sources": ["events"], "pattern": "a", "also": [{"sources": ["agents"], "patern": "b"}]}]}, "match.0.also.0.patern"),
        ({"match": [{"sources": ["events"], "pattern": "a", "operations": ["live-migraton"]}]}, "match.0.operations.0: "),
        ({"match": [{"sources": ["events"], "pattern": "a", "unless_seen": [{"pattern": "("}]}]}, "match.0.unless_seen.0.pattern: "),
        ({"match": [{"sources": ["events"], "pattern": {"any": ["a", "b("]}}]}, "match.0.pattern: Value error, RE2 refuses 'b('"),
        ({"match": [{"sources": ["events"], "pattern": {"all": ["a"]}}]}, "match.0.pattern"),
        ({"source": []}, "source: "),
        ({"source": [{"title": "x"}]}, "source.0.title: "),
        ({"source": [{"title": "A guide of its own", "url": "http://example.org/guide"}]}, "source.0.url: "),
        ({"source": [{"title": "A guide of its own", "url": "https:///guide"}]}, "source.0.url: "),
        ({"needs": ["agents"]}, "needs agents, but no rule reads it"),
        ({"over": ["nobody"]}, "over: no cause is called 'nobody'"),
        ({"match": [{"sources": ["events"], "pattern": "a", "over": ["nobody"]}]}, "over: no cause is called 'nobody'"),
        ({"examples": {"hit": [example()], "miss": [example(), example()]}}, "examples.hit: "),
    ],
)
def test_a_mistake_is_named_by_file_and_key(tmp_path: Path, changes: dict[str, Any], names: str) -> None:
    write(tmp_path, content(**changes))
    with pytest.raises(SuiteFault) as raised:
        load_taxonomy(tmp_path)
    said = str(raised.value)
    assert said.startswith("host/a-cause.yaml: ")
    assert names in said
    assert "\n" not in said


def test_examples_may_stand_in_a_file_of_their_own(tmp_path: Path) -> None:
    apart = content()
    examples = apart.pop("examples")
    write(tmp_path, apart)
    write(tmp_path, examples, "host/examples/a-cause.yaml")
    (cause,) = load_taxonomy(tmp_path).causes
    assert cause.id == "a-cause"
    assert len(cause.examples.hit) == 2


def test_examples_stand_in_one_place(tmp_path: Path) -> None:
    write(tmp_path, content())
    write(tmp_path, content()["examples"], "host/examples/a-cause.yaml")
    with pytest.raises(SuiteFault, match=r"^host/a-cause\.yaml: examples: stand in examples/a-cause\.yaml, too"):
        load_taxonomy(tmp_path)


def test_examples_of_no_cause_are_refused(tmp_path: Path) -> None:
    write(tmp_path, content())
    write(tmp_path, content()["examples"], "host/examples/b-cause.yaml")
    with pytest.raises(SuiteFault, match=r"^host/examples/b-cause\.yaml: there is no host/b-cause\.yaml$"):
        load_taxonomy(tmp_path)


def test_examples_that_are_not_yaml_are_named(tmp_path: Path) -> None:
    write(tmp_path, {key: value for key, value in content().items() if key != "examples"})
    write(tmp_path, "hit: [", "host/examples/a-cause.yaml")
    with pytest.raises(SuiteFault, match=r"^host/examples/a-cause\.yaml: not YAML: "):
        load_taxonomy(tmp_path)


def test_what_is_not_yaml_is_named(tmp_path: Path) -> None:
    write(tmp_path, "title: [")
    with pytest.raises(SuiteFault, match=r"host/a-cause\.yaml: not YAML: "):
        load_taxonomy(tmp_path)


def test_an_id_is_given_once(tmp_path: Path) -> None:
    write(tmp_path, content())
    write(tmp_path, content(layer="network"), "network/a-cause.yaml")
    with pytest.raises(SuiteFault, match="stands in two directories: host and network"):
        load_taxonomy(tmp_path)


def test_an_honest_verdict_is_no_cause(tmp_path: Path) -> None:
    write(tmp_path, content(), "host/unclassified.yaml")
    with pytest.raises(SuiteFault, match="a verdict of its own"):
        load_taxonomy(tmp_path)


def test_no_causes_at_all_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(SuiteFault, match="no cause files"):
        load_taxonomy(tmp_path)
