"""The generated pages tell of every invariant, and name none that there is not."""

from pathlib import Path

import pytest

from conformance.classify.taxonomy import load_taxonomy
from conformance.model.errors import SuiteFault
from conformance.report.invariants_page import invariants_page
from conformance.report.practices import load_practices, practices_page
from conformance.run.invariants import registry

ROOT = Path(__file__).parents[2]


def test_every_invariant_has_its_section_and_every_cause_that_it_names_is_one() -> None:
    page = invariants_page()
    causes = {cause.id for cause in load_taxonomy().causes}
    for invariant in registry():
        assert f"## {invariant.id}\n\n**{invariant.title}.**" in page
        assert invariant.about.cause is None or invariant.about.cause in causes, invariant.id


def test_every_practice_names_invariants_and_suites_that_there_are() -> None:
    known = {invariant.id for invariant in registry()}
    for document in load_practices():
        for practice in document.practices:
            assert set(practice.invariants) <= known, practice.statement
            assert practice.invariants or practice.by or practice.open, practice.statement
            for way in practice.by:
                if way.startswith("suites/"):
                    assert (ROOT / way.split()[0]).exists(), way


def test_every_invariant_comes_of_a_practice() -> None:
    wanted = {name for document in load_practices() for practice in document.practices for name in practice.invariants}
    assert wanted == {invariant.id for invariant in registry()}


def test_what_is_not_done_is_not_ticked_and_of_what_is_done_in_part_the_rest_is_said(tmp_path: Path) -> None:
    path = tmp_path / "practices.yaml"
    path.write_text("- {document: x, practices: [{statement: nobody does it, open: why}]}\n")
    assert "| ○ | nobody does it |  | open: why |" in practices_page(path)
    lines = {line.split(" | ")[1]: line for line in practices_page().splitlines() if line.startswith(("| ✓", "| ○"))}
    assert "open: no suite does it" in lines["Evacuate from a failed host"]
    assert lines["Clock drift between hosts"].startswith("| ✓ |")


def test_a_wrong_data_file_is_named_with_its_key(tmp_path: Path) -> None:
    path = tmp_path / "practices.yaml"
    path.write_text("- document: x\n  practices:\n    - {statemnt: y}\n")
    with pytest.raises(SuiteFault, match=r"^practices.yaml: 0.practices.0.statement: Field required$"):
        load_practices(path)
