"""Bad input ends a run before anything is created, with one line and exit code 4."""

from typing import Any

import pytest

from selftests.conftest import RunPytest
from selftests.plugin.conftest import MakeSuiteRun


def _only_error(result: pytest.RunResult) -> str:
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    (line,) = [line for line in [*result.outlines, *result.errlines] if line.strip()]
    assert line.startswith("ERROR: ")
    return line


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one-process", "xdist"])
def test_an_unknown_cloud(suite_run: MakeSuiteRun, workers: tuple[str, ...], pytester: pytest.Pytester) -> None:
    run = suite_run("a", "b")
    assert "fakee" in _only_error(run(*workers, cloud="fakee"))
    assert run.cloud.seen == []
    assert list((pytester.path / "reports").iterdir()) == []


def test_an_unknown_profile(suite_run: MakeSuiteRun) -> None:
    assert "nonesuch" in _only_error(suite_run("a")(profile="nonesuch"))


def test_no_profile(pytester: pytest.Pytester, run_pytest: RunPytest) -> None:
    pytester.makeconftest("pytest_plugins = ['conformance.plugin']")
    assert "--profile" in _only_error(run_pytest("--os-cloud=fake"))


def test_an_inventory_of_other_hosts(suite_run: MakeSuiteRun) -> None:
    run = suite_run("a", "b")
    (run.cloud.directory / "inventory").write_text("[compute]\na\nz\n")
    assert "z" in _only_error(run())


def test_an_api_that_answers_something_else(suite_run: MakeSuiteRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """A load balancer's page, say."""
    run = suite_run("a", "b")
    answer = run.cloud.answer
    odd: dict[str, Any] = {}
    monkeypatch.setattr(run.cloud, "answer", lambda method, path, query, body: odd.get(path) or answer(method, path, query, body))
    odd["/compute/v2.1/os-services"] = (200, {"services": ["Log in"]})
    assert "Look whether that URL leads to the API itself" in _only_error(run())
    odd.clear()
    odd["/placement/resource_providers"] = (200, {"html": "Log in"})
    said = _only_error(run())
    assert "Placement at http" in said
    assert "Look whether that URL leads to the API itself" in said
    assert not run.cloud.servers
