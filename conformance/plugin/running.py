"""While tests run: what ends a run before its last test, what is a failure and what an error, and when servers are given back."""

import signal
import threading
from collections.abc import Generator
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import pytest
from pytest_timeout import PYTEST_FAILURE_MESSAGE  # type: ignore[import-untyped]  # it has no types

from conformance.model.errors import CloudFault, SuiteFault
from conformance.plugin.state import LANE, PASSED, POOL, facts_of, is_controller, say
from conformance.report.allure.attach import forget
from conformance.report.clean_output import clean_report
from conformance.run.sweeping import how_to_clean
from conformance.run_dir.stopping import Stopping, Why

_STATE = pytest.StashKey["Ending"]()

_INTERRUPTING = (signal.SIGINT, signal.SIGTERM)

_BACKSTOP = PYTEST_FAILURE_MESSAGE.split("%s")[1]
"""What pytest-timeout says of a test that it ends."""


class Ending:
    """What this process knows of the run's end."""

    def __init__(self, config: pytest.Config, stopping: Stopping) -> None:
        self._config = config
        self._stopping = stopping
        self._before: dict[int, Any] = {}
        self._heard_before = False
        self.at_once = False

    @property
    def why(self) -> Why | None:
        """Why no further test begins."""
        return self._stopping.why

    def listen(self) -> None:
        """End on Ctrl-C, and on SIGTERM, which a pipeline sends. Every process of the run does, as both may be sent to all of them."""
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._interrupted) for number in _INTERRUPTING}

    def leave_off(self) -> None:
        """Have these signals do what they did before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before = {}

    def _interrupted(self, _: int, __: FrameType | None) -> None:
        if self._heard_before:
            self.at_once = True
            self.leave_off()
            raise KeyboardInterrupt
        self._heard_before = True
        # a worker leaves it to the controller: execnet sends a worker the same signal when it takes long to end
        if is_controller(self._config):
            self._stopping.ask()
            say(self._config, "finishing the running tests, then cleaning up; press Ctrl-C again to stop at once")


def ending_of(config: pytest.Config) -> Ending | None:
    """The ending of this run; None where no cloud is tested."""
    return config.stash.get(_STATE, None)


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """From here on there may be something to finish."""
    facts = facts_of(session.config)
    if facts is None or not facts.run_id:
        return
    ending = session.config.stash[_STATE] = Ending(session.config, Stopping(facts.run_dir, facts.until))
    ending.listen()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    """Nothing further begins when the run is to end; what was not begun is not reported either."""
    ending = ending_of(item.config)
    if ending is None or ending.why is None:
        return None
    forget(item.config.pluginmanager.get_plugin("allure_listener"), item.nodeid)
    return True


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


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """At the end of a lane, no test is left that could take up its server. After the last test, the sweep comes at once."""
    pool = item.config.stash.get(POOL, None)
    if pool is not None and nextitem is not None and nextitem.stash.get(LANE, None) != item.stash.get(LANE, None):
        pool.drain()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Give Ctrl-C back."""
    ending = ending_of(config)
    if ending is not None:
        ending.leave_off()


def conclude(session: pytest.Session, *, complete: bool) -> bool:
    """On the controller, at the end: say why the run ended early, if it did. Whether what it created is to be removed now.

    :param complete: whether every test began; then nothing is left to do when the run's time is over
    """
    config = session.config
    ending, facts = ending_of(config), facts_of(config)
    if ending is None or facts is None or ending.why is None or (complete and ending.why is Why.OUT_OF_TIME):
        return True
    session.exitstatus = pytest.ExitCode.INTERRUPTED
    say(config, f"ended early: {ending.why}. Go on with it later by --resume {facts.run_id}")
    if ending.at_once:
        say(config, f"nothing was removed. Remove what is left with: {how_to_clean(facts)}")
    return not ending.at_once


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
