"""A cloud's fault is a failure, our own an error: in the terminal, in JUnit and in Allure."""

from collections.abc import Generator
from pathlib import Path
from types import TracebackType

import pytest
from pytest_timeout import PYTEST_FAILURE_MESSAGE  # type: ignore[import-untyped]

from conformance.model.errors import CloudFault, SuiteFault
from conformance.plugin.clean_output import clean_report
from conformance.plugin.facts import facts_of

PASSED = pytest.StashKey[bool]()
"""Whether a test's own part has passed; there once it has run."""

_BACKSTOP = PYTEST_FAILURE_MESSAGE.split("%s")[1]


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Report what is no assertion of a test as its broken setup, which is what pytest and JUnit call an error."""
    if facts_of(item.config) is None:
        return (yield)
    broken = call.when == "call" and call.excinfo is not None and _is_ours(call)
    if not item.config.getoption("fulltrace"):
        _show_the_claim_only(item, call)
    report = yield
    clean_report(report)
    if report.when == "call":
        item.stash[PASSED] = report.passed
    if broken:
        report.when = "setup"
    return report


def _show_the_claim_only(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Of a cloud's fault, show the line of the test that made the claim; how we came to see it is in the message, or of no account."""
    if call.excinfo is None or not call.excinfo.errisinstance(CloudFault):
        return
    call.excinfo.value.__cause__ = None
    call.excinfo.value.__suppress_context__ = True
    step: TracebackType | None = call.excinfo.tb
    claim = None
    while step is not None:
        if Path(step.tb_frame.f_code.co_filename) == item.path:
            claim = step
        step = step.tb_next
    if claim is not None:
        claim.tb_next = None


def _is_ours(call: pytest.CallInfo[None]) -> bool:
    """Whether it is our fault; pytest-timeout's own failure is made one, as it counts our waiting for other workers too."""
    if call.excinfo is None or call.excinfo.errisinstance((AssertionError, pytest.skip.Exception)):
        return False
    if not call.excinfo.errisinstance(pytest.fail.Exception):
        return True
    text = str(call.excinfo.value)
    if _BACKSTOP not in text:
        return False
    fault = SuiteFault(f"{text} All waits together should have ended before that: one of them hung.").with_traceback(call.excinfo.tb)
    call.excinfo = pytest.ExceptionInfo.from_exception(fault)
    return True
