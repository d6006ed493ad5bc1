from pathlib import Path

import pytest

from conformance.report.allure.html import allure_command, write_page


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


def page_maker(path: Path, page: str) -> Path:
    (path.parent / "made").write_text(page)
    return script(path, f'while [ "$1" != --output ]; do shift; done; mkdir -p "$2"; cp {path.parent / "made"} "$2/index.html"')


def test_the_page_is_one_file_of_the_run(tmp_path: Path) -> None:
    page, trouble = write_page(tmp_path, page_maker(tmp_path / "allure", "<html><head></head>page</html>"))
    assert (page, trouble) == (tmp_path / "report.html", None)
    assert "page</html>" in (tmp_path / "report.html").read_text()
    assert not (tmp_path / "allure-report").exists()


def test_a_page_that_loads_something_else_is_not_kept(tmp_path: Path) -> None:
    page, trouble = write_page(tmp_path, page_maker(tmp_path / "allure", '<head></head><script src="https://cdn.example/x.js"></script>'))
    assert page is None
    assert trouble is not None
    assert trouble.startswith("no HTML report: ")
    assert "https://cdn.example/x.js" in trouble
    assert not (tmp_path / "report.html").exists()
    assert not (tmp_path / "allure-report").exists()


def test_a_page_that_cannot_be_written_is_no_trouble_of_the_run(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    page, trouble = write_page(tmp_path, page_maker(tmp_path / "allure", "<head></head>"))
    assert page is None
    assert trouble is not None
    assert trouble.startswith("no HTML report: ")


def test_the_generator_is_told_no_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CI_JOB_TOKEN", "GITHUB_TOKEN", "OS_PASSWORD", "CONFORMANCE_COORDINATION", "NODE_OPTIONS"):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    write_page(tmp_path, script(tmp_path / "allure", f"env > {tmp_path / 'told'}; exit 1"))
    told = (tmp_path / "told").read_text()
    assert "secret" not in told
    assert "LC_ALL=C.UTF-8" in told
    assert "HOME=" in told
