"""Writing the first page of a run, of what the run has saved."""

from pathlib import Path

from pydantic import ValidationError

from conformance.input.files import MIB, UnreadableFile, exists, is_file, read_bytes
from conformance.report.allure.html import PAGE as REPORT
from conformance.report.compare.comparison import Comparison
from conformance.report.compare.files import JSON as COMPARISON
from conformance.report.first_page.content.page_content import page_content
from conformance.report.first_page.links import result_ids
from conformance.report.run_file import RunFile
from conformance.report.terminal.words import one_line
from conformance.run_dir.pair_results import PairResults

FILE = "index.html"

_LARGEST = 64 * MIB
"""Bytes of a comparison.json that are read."""

_BESIDE = (
    "run.json", "junit.xml", "comparison.md", "comparison.json", "evidence", "allure-results", "journal.jsonl", "facts.json", "site.json"
)  # fmt: skip
"""Files of the run that are named at the page's end, if they are there."""


def first_page(run: RunFile, run_dir: Path) -> tuple[Path | None, str | None]:
    """Writes index.html into the run's directory, with links into report.html if that is there.

    Raises nothing: whatever is wrong with a page takes no result from the run that it is about.

    :param run: the content of the directory's run.json
    :returns: the page, or None; and a line that says why there is none
    """
    try:
        return _write(run, run_dir), None
    except OSError as trouble:
        return None, f"no first page: {trouble}"
    except Exception as mistake:  # noqa: BLE001 - of this package or of the libraries that draw
        return None, f"no first page: {one_line(f'{type(mistake).__name__}: {mistake}')}"


def _write(run: RunFile, run_dir: Path) -> Path:
    # imported here, as the libraries that draw take a second, which neither workers nor the beginning of a run are to wait for
    from conformance.report.first_page.page import page

    content = page_content(run, _comparison(run_dir), PairResults(run_dir.parent).latest(run.cloud))
    has_report = is_file(run_dir / REPORT)
    text = page(
        content,
        result_ids(run_dir) if has_report else {},
        REPORT if has_report else None,
        [name for name in _BESIDE if exists(run_dir / name)],
    )
    path = run_dir / FILE
    path.write_text(text, encoding="utf-8")
    return path


def _comparison(run_dir: Path) -> Comparison | None:
    """What the run has saved; None where there is none, or none that this release reads."""
    try:
        return Comparison.model_validate_json(read_bytes(run_dir / COMPARISON, _LARGEST))
    except (UnreadableFile, ValidationError):
        return None
