"""What never came to be reported is never taken for passed."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from conformance.plugin.completeness import Completeness, _error_in, not_begun
from conformance.plugin.state import PLACE
from conformance.report.run_file import TestOutcome, read_run_file
from conformance.run.run_facts import RunPlace

Run = Callable[..., pytest.RunResult]

_FAULT_THAT_IS_NO_TEXT = r"""
import pytest
from conftest import Failed


@pytest.mark.boot
def test_boot(compute_host, record):
    if compute_host == "compute-01":
        raise Failed("server ACTIVE", "status ERROR: \ud800", None, record("boot", None, compute_host))
"""

_DISK_FULL = """
import pytest
from allure_commons.logger import AllureFileLogger

write = AllureFileLogger._report_item


def refuse(self, item):
    if "compute-01" in (item.name or ""):
        raise OSError(28, "No space left on device")
    write(self, item)


AllureFileLogger._report_item = refuse


@pytest.mark.boot
def test_boot(compute_host):
    pass
"""

TEST = "test_suite.py::test_boot[compute-01]"


def test_a_failure_that_a_worker_cannot_write_down_is_not_passed(
    run_suite: Run, run_dir: Path, without_page: None, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(test_suite=_FAULT_THAT_IS_NO_TEXT)
    result = run_suite("-n2", "--dist=load")
    assert result.ret not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}
    outcomes = {test.id: test.outcome for test in read_run_file(run_dir / "run.json").tests}
    assert outcomes[TEST] in {TestOutcome.FAILED, TestOutcome.BROKEN}
    assert not any("compute-01" in line and "✓" in line for line in result.outlines)


def test_a_result_that_a_worker_cannot_write_down_fails_the_run(
    run_suite: Run, run_dir: Path, without_page: None, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(test_suite=_DISK_FULL)
    result = run_suite("-n2", "--dist=load")
    assert result.ret not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}
    result.stdout.fnmatch_lines(["conformance: internal error: *No space left on device*"])


class _Session:
    """What the hooks read of pytest's session."""

    def __init__(self, exitstatus: int = pytest.ExitCode.OK, items: tuple[object, ...] = ()) -> None:
        self.exitstatus, self.items = exitstatus, items
        self.shouldfail = self.shouldstop = False


@pytest.fixture
def config(pytester: pytest.Pytester, tmp_path: Path) -> pytest.Config:
    """A controller's."""
    made = pytester.parseconfig()
    made.stash[PLACE] = RunPlace(run_id="run-1", run_dir=tmp_path)
    return made


def heard(config: pytest.Config, *tests: str) -> Completeness:
    """A controller that has handed out these tests."""
    completeness = Completeness(config)
    completeness.pytest_xdist_node_collection_finished(list(tests))
    return completeness


def finish(completeness: Completeness, session: _Session, others: BaseException | None = None) -> None:
    """The end of a session, in which another plugin may raise."""
    generator = completeness.pytest_sessionfinish(session)  # type: ignore[arg-type]
    next(generator)
    with suppress(StopIteration):
        generator.throw(others) if others else generator.send(None)


def passed(completeness: Completeness, test: str, *phases: Any) -> None:
    completeness.pytest_runtest_logstart(test)
    for when in phases:
        completeness.pytest_runtest_logreport(
            pytest.TestReport(test, ("f", 1, test), keywords={}, outcome="passed", longrepr=None, when=when)
        )


@pytest.mark.parametrize("phases", [(), ("setup",), ("setup", "call")])
def test_a_test_that_began_and_did_not_end_is_reported_as_an_error(config: pytest.Config, phases: tuple[str, ...]) -> None:
    reported: list[pytest.TestReport] = []
    config.pluginmanager.register(_Listener(reported))
    completeness, session = heard(config, "t", "u"), _Session()
    passed(completeness, "t", "setup", "call", "teardown")
    passed(completeness, "u", *phases)
    finish(completeness, session)
    assert [(report.nodeid, report.outcome, report.when) for report in reported] == [("u", "failed", "setup")]
    assert session.exitstatus == pytest.ExitCode.TESTS_FAILED


class _Listener:
    def __init__(self, reported: list[pytest.TestReport]) -> None:
        self._reported = reported

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._reported.append(report)


def test_a_test_that_was_handed_out_and_never_began_is_an_error(config: pytest.Config) -> None:
    completeness, session = heard(config, "t", "u"), _Session()
    passed(completeness, "t", "setup", "call", "teardown")
    finish(completeness, session)
    assert [(record.id, record.outcome) for record in not_begun(config)] == [("u", TestOutcome.BROKEN)]
    assert session.exitstatus == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize("why", ["interrupted", "refused", "first failure"])
def test_a_run_that_was_ended_in_order_owes_nothing(config: pytest.Config, why: str) -> None:
    codes = {"interrupted": pytest.ExitCode.INTERRUPTED, "refused": pytest.ExitCode.USAGE_ERROR}
    session = _Session(codes.get(why, pytest.ExitCode.TESTS_FAILED))
    session.shouldfail = why == "first failure"
    before = session.exitstatus
    finish(heard(config, "t"), session)
    assert not_begun(config) == ()
    assert session.exitstatus == before


def test_when_all_ended_nothing_changes(config: pytest.Config) -> None:
    completeness, session = heard(config, "t"), _Session()
    passed(completeness, "t", "setup", "call", "teardown")
    finish(completeness, session)
    assert session.exitstatus == pytest.ExitCode.OK


class _Node:
    class gateway:  # noqa: N801 - as pytest-xdist names it
        id = "gw0"


@pytest.mark.parametrize("what", ["internal error", "crash", "full disk"])
def test_what_breaks_outside_of_the_tests_fails_a_run_of_which_all_tests_passed(config: pytest.Config, what: str) -> None:
    completeness, session = heard(config, "t"), _Session()
    passed(completeness, "t", "setup", "call", "teardown")
    if what == "internal error":
        completeness.pytest_internalerror("Traceback\nOSError: no space")
    if what == "crash":
        completeness.pytest_testnodedown(_Node, "Not properly terminated")
    finish(completeness, session, OSError(28, "No space left on device") if what == "full disk" else None)
    assert session.exitstatus == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize("code", [2, 3, 6])
def test_another_exit_code_stays(config: pytest.Config, code: int) -> None:
    completeness, session = heard(config), _Session(code)
    completeness.pytest_internalerror("broken")
    finish(completeness, session)
    assert session.exitstatus == code


def test_a_line_names_the_error_of_a_traceback() -> None:
    text = (
        "E AssertionError: Traceback\nE   OSError: [Errno 28] No space left on device\nE   assert False\n\ndsession.py:232: AssertionError"
    )
    assert _error_in(text) == "OSError: [Errno 28] No space left on device"
    assert _error_in("Not properly terminated") == "Not properly terminated"
    assert _error_in("") == "no reason given"
