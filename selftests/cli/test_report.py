"""conformance report: both pages again, of what a run has saved."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.cli import main
from conformance.report.allure.history import FILE as HISTORY
from selftests.needs import need_report_generator
from selftests.report.first_page.builder import BEGAN, run_of, write_run


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    write_run(run_of(3), tmp_path / "reports" / "run")
    return tmp_path / "reports"


def report(reports: Path, run: str) -> Result:
    return CliRunner().invoke(main, ["report", "--reports", str(reports), run])


def test_both_pages_are_made_and_what_runs_share_stays(reports: Path) -> None:
    need_report_generator()
    line = '{"timestamp": %d, "testResults": {}}\n'
    before, own = (line % (1000 * (BEGAN.timestamp() + hours * 3600)) for hours in (-24, 1))
    (reports / HISTORY).write_text(before + own)
    (reports / "run" / HISTORY).write_text(before + own)
    done = report(reports, "run")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"report: {reports}/run/report.html\nopen first: {reports}/run/index.html\n"
    assert 'href="report.html#' in (reports / "run" / "index.html").read_text()
    assert (reports / HISTORY).read_text() == before + own
    # the run itself stands there once, as it is made now
    lines = (reports / "run" / HISTORY).read_text().splitlines(keepends=True)
    assert (len(lines), lines[0]) == (2, before)


def test_without_allure_the_first_page_is_made(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.cli.report.allure_command", lambda: None)
    done = report(reports, str(reports / "run"))
    assert done.exit_code == 1
    assert done.stdout == f"open first: {reports}/run/index.html\n"
    assert done.stderr.startswith("no HTML report: Allure 3 is not installed")
    assert "report.html" not in (reports / "run" / "index.html").read_text()


def test_a_directory_with_something_of_others_is_refused(reports: Path, tmp_path: Path) -> None:
    """Allure's configuration can name programs for it to run."""
    (reports / "run" / "allurerc.mjs").unlink()
    (reports / "run" / "allurerc.mjs").symlink_to(tmp_path / "elsewhere.mjs")
    done = report(reports, "run")
    assert done.exit_code == 4
    assert "is a symbolic link. Make it your own, if you trust it" in done.stderr
    assert not (reports / "run" / "index.html").exists()


@pytest.mark.parametrize(("run", "says"), [("nothing", "there is no run 'nothing'"), ("damaged", "is no run.json of this release")])
def test_a_run_that_cannot_be_read_is_one_line(reports: Path, run: str, says: str) -> None:
    (reports / "damaged").mkdir()
    (reports / "damaged" / "run.json").write_text("{}")
    done = report(reports, run)
    assert done.exit_code == 4
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
