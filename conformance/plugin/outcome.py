"""A cloud's fault is a failure, our own an error: in the terminal, in JUnit and in Allure."""

from collections.abc import Generator

import pytest
from pytest_timeout import PYTEST_FAILURE_MESSAGE  # type: ignore[import-untyped]

from conformance.model.errors import SuiteFault
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
    report = yield
    if report.when == "call":
        item.stash[PASSED] = report.passed
    if broken:
        report.when = "setup"
    return report


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
