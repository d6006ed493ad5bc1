from pathlib import Path

from click.testing import CliRunner

from conformance.cli.docs import docs
from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.report.pages.causes_page import causes_page

REPOSITORY = Path(__file__).parents[3]


def test_the_page_in_the_repository_is_what_the_files_give() -> None:
    assert (REPOSITORY / "docs" / "causes.md").read_text(encoding="utf-8") == causes_page(load_taxonomy())


def test_every_cause_has_its_section_and_its_sources() -> None:
    page = causes_page(load_taxonomy())
    for cause in load_taxonomy().causes:
        assert f"\n## {cause.id}\n" in page
        for reference in cause.source:
            assert f"| {reference.markdown} |" in page


def test_a_page_that_is_out_of_date_is_found(tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(docs, ["--directory", str(tmp_path), "--check"]).exit_code == 1
    assert runner.invoke(docs, ["--directory", str(tmp_path)]).exit_code == 0
    assert runner.invoke(docs, ["--directory", str(tmp_path), "--check"]).exit_code == 0
    (tmp_path / "causes.md").write_text("edited")
    changed = runner.invoke(docs, ["--directory", str(tmp_path), "--check"])
    assert changed.exit_code == 1
    assert "run 'conformance docs'" in changed.output
