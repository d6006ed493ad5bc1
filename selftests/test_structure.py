"""The tree stays one that a reader can take in."""

from pathlib import Path

import pytest

import conformance

PACKAGE = Path(conformance.__file__).parent
DIRECTORIES = [PACKAGE, *sorted(path for path in PACKAGE.rglob("*") if path.is_dir() and path.name != "__pycache__")]

MOST_FILES = 15


@pytest.mark.parametrize("directory", DIRECTORIES, ids=lambda path: path.relative_to(PACKAGE.parent).as_posix())
def test_no_directory_has_too_many_files(directory: Path) -> None:
    files = [path.name for path in directory.iterdir() if path.is_file()]
    assert len(files) <= MOST_FILES, f"{len(files)} files: make a package of those that belong together"


@pytest.mark.parametrize("directory", [path for path in DIRECTORIES if any(path.glob("*.py"))], ids=lambda path: path.name)
def test_every_package_says_what_it_is_for(directory: Path) -> None:
    assert (directory / "__init__.py").read_text(encoding="utf-8").startswith('"""')
