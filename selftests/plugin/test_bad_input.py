"""Bad input ends a run before anything is created, with one line and exit code 4."""

import pytest


def _only_error(result):
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    (line,) = [line for line in [*result.outlines, *result.errlines] if line.strip()]
    assert line.startswith("ERROR: ")
    return line


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one-process", "xdist"])
def test_an_unknown_cloud(suite_run, workers, pytester):
    run = suite_run("a", "b")
    assert "fakee" in _only_error(run(*workers, cloud="fakee"))
    assert run.cloud.seen == []
    assert list((pytester.path / "reports").iterdir()) == []


def test_an_unknown_profile(suite_run):
    assert "nonesuch" in _only_error(suite_run("a")(profile="nonesuch"))


def test_no_profile(pytester):
    pytester.makeconftest("pytest_plugins = ['conformance.plugin']")
    assert "--profile" in _only_error(pytester.runpytest_subprocess("--os-cloud=fake"))


def test_an_inventory_of_other_hosts(suite_run):
    run = suite_run("a", "b")
    (run.cloud.directory / "inventory").write_text("[compute]\na\nz\n")
    assert "z" in _only_error(run())
