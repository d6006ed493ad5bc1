"""The generated page tells of every invariant."""

from pathlib import Path

from conformance.checks.invariants import registry
from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.report.pages.invariants_page import invariants_page


def test_every_invariant_has_its_section_and_every_cause_that_it_names_is_one() -> None:
    page = invariants_page()
    causes = {cause.id for cause in load_taxonomy().causes}
    for invariant in registry():
        assert f"## {invariant.id}\n\n**{invariant.title}.**" in page
        assert invariant.about.cause is None or invariant.about.cause in causes, invariant.id


def test_the_page_in_the_repository_is_what_the_invariants_give() -> None:
    page = Path(__file__).parents[3] / "docs" / "invariants.md"
    assert page.read_text(encoding="utf-8") == invariants_page()
