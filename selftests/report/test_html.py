from pathlib import Path

import pytest

from conformance.report.html import allure_command, write_page


def script(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_without_node_there_is_no_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr("sys.executable", "/nonexistent/python")
    assert allure_command() is None


def test_without_a_command_one_line_says_how_to_get_it(tmp_path: Path) -> None:
    page, trouble = write_page(tmp_path, None)
    assert page is None
    assert trouble is not None
    assert "npm ci" in trouble
    assert "\n" not in trouble


def test_a_command_that_fails_is_quoted_in_one_line(tmp_path: Path) -> None:
    page, trouble = write_page(tmp_path, script(tmp_path / "allure", "echo first >&2; echo broken config >&2; exit 3"))
    assert page is None
    assert trouble == f"no HTML report: {tmp_path / 'allure'} ended with 3: broken config"


def test_a_command_that_cannot_run_is_no_trouble_of_the_run(tmp_path: Path) -> None:
    page, trouble = write_page(tmp_path, tmp_path / "missing")
    assert page is None
    assert trouble is not None


def test_the_page_is_one_file_of_the_run(tmp_path: Path) -> None:
    makes_page = 'while [ "$1" != --output ]; do shift; done; mkdir -p "$2"; echo page > "$2/index.html"'
    page, trouble = write_page(tmp_path, script(tmp_path / "allure", makes_page))
    assert (page, trouble) == (tmp_path / "report.html", None)
    assert (tmp_path / "report.html").read_text() == "page\n"
    assert not (tmp_path / "allure-report").exists()
