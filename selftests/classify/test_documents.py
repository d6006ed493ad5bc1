"""Everything that the documents say has a place."""

from pathlib import Path

import pytest

from conformance.classify.documents import Kind, load_documents
from conformance.classify.taxonomy import load_taxonomy
from conformance.model.errors import SuiteFault
from conformance.run.invariants import registry

DOCUMENTS = load_documents()
SAYINGS = [saying for document in DOCUMENTS for saying in document.says]


def test_all_five_documents_are_there_with_causes_symptoms_steps_and_remedies() -> None:
    assert len(DOCUMENTS) == 5
    for document in DOCUMENTS:
        assert {saying.kind for saying in document.says} == set(Kind)


def test_every_cause_that_is_named_exists() -> None:
    causes = {cause.id for cause in load_taxonomy().causes}
    assert not {cause for saying in SAYINGS for cause in saying.causes} - causes


def test_every_cause_comes_from_a_document() -> None:
    named = {cause for saying in SAYINGS for cause in saying.causes}
    assert not {cause.id for cause in load_taxonomy().causes} - named


def test_every_invariant_that_is_named_exists() -> None:
    assert not {invariant for saying in SAYINGS for invariant in saying.invariants} - {invariant.id for invariant in registry()}


def test_everything_that_is_said_has_a_place() -> None:
    assert not [saying.what for saying in SAYINGS if not saying.has_a_place]


def test_a_cause_of_a_document_is_a_verdict() -> None:
    assert not [saying.what for saying in SAYINGS if saying.kind is Kind.CAUSE and not saying.causes]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("- document: x\n  says:\n    - {kind: guess, what: y}\n", "0.says.0.kind: "),
        ("- document: x\n  says: []\n", "0.says: "),
        ("{", "not YAML: "),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, names: str) -> None:
    path = tmp_path / "seeds.yaml"
    path.write_text(text)
    with pytest.raises(SuiteFault, match=f"seeds.yaml: {names}"):
        load_documents(path)
