"""docs/usage.md tells of every option, marker, exit code and command that there is."""

import re
from pathlib import Path

import click
import pytest

from conformance.cli import main
from conformance.cli.usage_page import usage_page
from conformance.plugin.options import MARKERS
from conformance.run.sweeping import LEFT

ROOT = Path(__file__).parents[2]
PAGE = usage_page()


def test_the_page_in_docs_is_what_the_sources_give() -> None:
    assert (ROOT / "docs" / "usage.md").read_text(encoding="utf-8") == PAGE, "run 'conformance docs'"


def test_every_option_that_the_plugin_adds_is_a_row() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "conformance" / "plugin").rglob("*.py"))
    options = re.findall(r'\.addoption\(\s*"(--[a-z-]+)"', sources)
    assert len(options) == sources.count(".addoption("), "an option is added in a form that this test does not find"
    rows = PAGE.split("\n## A run\n")[1].split("\nOf pytest's own")[0]
    assert re.findall(r"^\| `(--[a-z-]+)", rows, re.MULTILINE) == options


def test_every_marker_is_a_row() -> None:
    for marker in (*MARKERS, "invariant"):
        assert f"\n| `{marker}` | " in PAGE


def test_every_exit_code_of_a_run_is_a_row() -> None:
    rows = re.findall(r"^\| (\d) \|", PAGE.split("\n## Exit codes\n")[1], re.MULTILINE)
    assert [int(code) for code in rows] == sorted({*map(int, pytest.ExitCode), LEFT})


def test_every_command_but_the_one_for_developers_has_its_help() -> None:
    assert {*re.findall(r"^## conformance ([\w-]+)$", PAGE, re.MULTILINE), "docs"} == set(main.list_commands(click.Context(main)))
    for command in main.commands.values():
        for parameter in command.params if command.name != "docs" else ():
            assert all(f"  {option}" in PAGE for option in parameter.opts if option.startswith("--")), parameter.name


def test_the_help_is_the_same_whatever_the_terminal_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert usage_page() == PAGE


def test_tables_have_as_many_cells_in_every_row() -> None:
    for line in PAGE.splitlines():
        if line.startswith("|"):
            # in code, forges and the site do not agree on what an escaped one is
            assert r"\|" not in "".join(line.split("`")[1::2]), line
            assert line.replace(r"\|", "").count("|") == 3, line
