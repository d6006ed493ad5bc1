"""Profiles: a mistake in one is a line that says where, whatever the file holds."""

from pathlib import Path

from conformance.config.profile import PROFILES, load_profile
from conformance.model.errors import UsageProblem
from selftests.fuzz.files import one_line, written
from selftests.fuzz.mutation import edited_lines
from selftests.fuzz.target import FuzzTarget


def check(text: str) -> None:
    """The file is a profile, or is refused in one line."""
    with written(text, "site.yaml") as path:
        try:
            load_profile(str(path))
        except UsageProblem as problem:
            one_line(str(problem))


def _samples() -> list[str]:
    return [path.read_text() for path in sorted(Path(PROFILES).glob("*.yaml"))]


TARGET = FuzzTarget("profiles", edited_lines(_samples()), check)
