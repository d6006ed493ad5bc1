"""The data files of the library can be read and changed line by line."""

from pathlib import Path

import pytest

import conformance

LONGEST = 160
"""Characters of a line."""

TOGETHER = 250
"""Lines of a cause file up to which its examples stand in it."""

DIRECTORY = Path(conformance.__file__).parent
FILES = sorted(DIRECTORY.rglob("*.yaml"))
CAUSES = [path for path in FILES if path.parent.parent.name == "causes"]


def test_there_are_files() -> None:
    assert len(FILES) > len(CAUSES) > 30


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(DIRECTORY).as_posix())
def test_no_line_is_too_long(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert not [f"{number}: {len(line)} characters" for number, line in enumerate(lines, 1) if len(line) > LONGEST]


@pytest.mark.parametrize("path", CAUSES, ids=lambda path: path.stem)
def test_a_long_cause_file_has_its_examples_in_a_file_of_their_own(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= TOGETHER
