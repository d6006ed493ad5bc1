"""Files of known issues: a mistake in one is a line that says where, whatever the file holds."""

from datetime import date
from pathlib import Path

from conformance.known_issues.issue import KnownIssues
from conformance.known_issues.reading import read_known_issues
from conformance.model.errors import UsageProblem
from conformance.text.writing import json_text
from selftests.fuzz.files import one_line, written
from selftests.fuzz.mutation import edited_lines
from selftests.fuzz.target import FuzzTarget

_EXAMPLE = Path(__file__).parents[3] / "docs" / "known-issues.example.yaml"


def check(text: str) -> None:
    """The file is read, and can be written down and read again; or it is refused in one line."""
    with written(text, "known.yaml") as path:
        try:
            known = read_known_issues(path, {"cpu-incompatible-migration", "disk-full"}, date(2026, 6, 15))
        except UsageProblem as problem:
            one_line(str(problem))
            return
    KnownIssues.model_validate_json(json_text(known.model_dump(mode="json")))


TARGET = FuzzTarget("known_issues", edited_lines([_EXAMPLE.read_text(encoding="utf-8")]), check)
