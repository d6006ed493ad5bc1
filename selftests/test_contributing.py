"""CONTRIBUTING.md names files, targets and commands that there are."""

import re
from pathlib import Path

import pytest

from lab.cli import main as lab

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
_OURS = ("conformance", "docs", "lab", "profiles", "selftests", "suites")


def paths() -> list[str]:
    """Every file or directory of the repository that is named as such; X, LAYER, SUBJECT and PLACE stand for a name that is chosen."""
    quoted = re.findall(r"`((?:" + "|".join(_OURS) + r")/[\w./-]+)`", TEXT)
    return sorted(set(quoted + re.findall(r"pytest ((?:suites|selftests)/[\w./]+)", TEXT)))


@pytest.mark.parametrize("path", paths())
def test_every_file_that_is_named_exists(path: str) -> None:
    assert any(ROOT.glob(re.sub(r"(?<![A-Z])(?:X|LAYER|SUBJECT|PLACE)(?![A-Z])", "*", path))), "the table of files to touch is out of date"


def test_files_are_found_in_the_text() -> None:
    assert len(paths()) > 40


def test_every_target_of_make_that_is_named_exists() -> None:
    named = set(re.findall(r"(?:`|^    )make ([a-z-]+)", TEXT, re.MULTILINE))
    assert {"environment", "check", "test", "docs-site", "lab-up"} <= named
    assert named <= set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_every_command_of_the_lab_that_is_named_exists() -> None:
    named = set(re.findall(r"python -m lab ([a-z]+)", TEXT))
    assert {"status", "fault", "matrix"} <= named <= set(lab.commands)


def test_make_check_runs_what_is_said() -> None:
    recipe = re.search(r"^check:.*\n\t.*tox run -e (\S+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert recipe
    *first, last = re.findall(r"`(\w+)`", TEXT.split("It runs the tox environments ")[1].split(" of `tox.ini`")[0])
    assert [*first, last] == recipe[1].split(",")


def test_every_file_of_a_run_is_named() -> None:
    """By the constants in which the modules that write them keep their names."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "conformance").rglob("*.py")]
    names = {name for source in sources for name in re.findall(r'^_?FILE = "([\w.-]+)"$', source, re.MULTILINE)}
    names |= {name for source in sources for name in re.findall(r'\brun_dir / "([\w.-]+)"', source)}
    assert {"run.json", "journal.jsonl", "stopping", "alive"} <= names
    # where Allure writes the page before it is moved
    for name in names - {"allure-report"}:
        assert re.search(rf"^\| `{re.escape(name)}(?:/[\w.]*)?` \|", TEXT, re.MULTILINE), name
