"""Every practice is done by something that there is, or is marked open with the reason."""

import ast
from functools import cache
from pathlib import Path

import pytest

from conformance.checks.invariants import Invariant, registry
from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.model.errors import SuiteFault
from conformance.report.pages.practices import Practice, load_practices, practices_page
from lab.faults import known

ROOT = Path(__file__).parents[3]

PRACTICES = load_practices()

NOT_A_TITLE = ("skill", "the issue", "this suite", "documents by which")
"""Words of titles that nobody could find anything by."""


def rows() -> dict[str, str]:
    """The rows of the page by their practices."""
    lines = [line.split(" | ") for line in practices_page().splitlines() if line.startswith(("| ✓", "| open", "| ○"))]
    return {line[1]: " | ".join(line) for line in lines}


@cache
def names_in(file: str) -> frozenset[str]:
    """The names of the tests in a file of the repository."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.practice)
def test_what_a_practice_is_done_by_exists(practice: Practice) -> None:
    if practice.done_by is None:
        return
    for test in practice.done_by.tests:
        file, name = test.split("::")
        assert name in names_in(file), test
    assert set(practice.done_by.causes) <= {cause.id for cause in load_taxonomy().causes}
    assert set(practice.done_by.faults) <= {path.stem for path in Path(known.__path__[0]).glob("[a-z]*.py")}


def test_a_test_that_there_is_not_would_be_noticed() -> None:
    assert "test_boot" in names_in("suites/instances/test_boot.py")
    assert "test_shutdown" not in names_in("suites/instances/test_boot.py")


@pytest.mark.parametrize("invariant", registry(), ids=lambda invariant: invariant.id)
def test_an_invariant_states_its_practice_and_where_it_was_read(invariant: Invariant) -> None:
    row = rows()[invariant.about.practice]
    assert row.startswith(f"| ✓ | {invariant.about.practice} | ")
    assert f"[{invariant.id}](invariants.md#{invariant.id})" in row
    for reference in invariant.about.source:
        assert reference.markdown in row
        assert not [word for word in NOT_A_TITLE if word in reference.title.lower()]


def test_what_is_open_is_marked_so_and_has_no_tick() -> None:
    for practice in PRACTICES:
        row = rows()[practice.practice]
        assert row.startswith("| open |" if practice.open else "| ✓ |")
        assert (practice.open or "") in row
    assert {practice.practice.split()[0] for practice in PRACTICES if practice.open} >= {"Evacuate", "Disable"}


def test_no_row_with_a_tick_says_that_anything_is_open() -> None:
    assert rows()
    assert not [row for row in rows().values() if row.startswith("| ✓") and "open:" in row.lower()]


def test_no_practice_is_stated_twice() -> None:
    assert len(rows()) == len({one.about.practice for one in registry()}) + len(PRACTICES)


def test_titles_are_ones_that_can_be_looked_up() -> None:
    titles = [reference.title for practice in PRACTICES for reference in practice.source]
    assert not [title for title in titles if any(word in title.lower() for word in NOT_A_TITLE)]


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        ("{practise: x}", "0.practice: Field required"),
        ("{practice: x, source: [], open: y}", "0.source: "),
        ("{practice: x, source: [{title: A guide of its own}]}", "0: Value error, is either done_by something or open"),
        ("{practice: x, source: [{title: A guide of its own}], open: y, done_by: {causes: [z]}}", "0: Value error, is either"),
        ("{practice: x, source: [{title: A guide of its own}], done_by: {}}", "0.done_by: Value error, names no test"),
    ],
)
def test_a_wrong_data_file_is_named_with_its_key(tmp_path: Path, entry: str, names: str) -> None:
    path = tmp_path / "practices.yaml"
    path.write_text(f"- {entry}\n")
    with pytest.raises(SuiteFault, match=rf"^practices.yaml: {names}"):
        load_practices(path)
