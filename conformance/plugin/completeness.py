"""The tests that were selected are compared with those that ended: a result that was lost is an error, and never taken for passed."""

import re
from collections.abc import Generator
from typing import Any

import pytest

from conformance.checks.skips import hides
from conformance.plugin.running import ending_of
from conformance.plugin.state import is_controller, say
from conformance.report.records import is_complete, is_known
from conformance.report.run_file import TestOutcome, TestRecord
from conformance.report.terminal.words import one_line

LOST_IN_TEST = "its result was lost: the test began, and its outcome was not reported. The messages above say what broke"

NOTHING_TESTED = (
    "nothing was tested: every test that was selected was skipped, and not only because it does not apply. "
    "The reasons above say why (-ra shows them)"
)

NOT_BEGUN = "it was selected and did not begin, because the run broke off. The messages above say what broke"

_EXCEPTION = re.compile(r"[\w.]+(?:Error|Exception|Fault|Problem|Interrupt): ")

NAME = "conformance-completeness"
"""Of the plugin that compares."""

_NOT_BEGUN = pytest.StashKey[tuple[str, ...]]()


def not_begun(config: pytest.Config) -> tuple[TestRecord, ...]:
    """A record for each test that a run which broke off did not come to. Empty for a run that was ended in order."""
    ids = config.stash.get(_NOT_BEGUN, ())
    return tuple(TestRecord(id=id, outcome=TestOutcome.BROKEN, seconds=0, reason=NOT_BEGUN) for id in ids)


def all_began(config: pytest.Config) -> bool:
    """On the controller: whether every test that was selected began."""
    known = config.pluginmanager.get_plugin(NAME)
    return isinstance(known, Completeness) and known.complete


def selected(config: pytest.Config) -> tuple[str, ...]:
    """On the controller: the ids of the tests that were to be run."""
    known = config.pluginmanager.get_plugin(NAME)
    return known.selected if isinstance(known, Completeness) else ()


def fail_run(session: pytest.Session) -> None:
    """Have a run that would end as if all was well end with exit code 1. Any other exit code stays."""
    if session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


class Completeness:
    """What the controller heard of each test, and of the processes that ran them."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self.selected: tuple[str, ...] = ()
        """The ids of the tests that are to be run."""
        self._begun: dict[str, list[pytest.TestReport]] = {}
        self._broke: list[str] = []

    @property
    def complete(self) -> bool:
        """Whether every test that was selected began."""
        return all(test in self._begun for test in self.selected)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Without workers: the tests that are to be run."""
        self.selected = tuple(item.nodeid for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """With workers: the same, as each of them collects."""
        self.selected = tuple(ids)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test begins."""
        self._begun.setdefault(nodeid, [])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A phase of a test has ended."""
        self._begun.setdefault(report.nodeid, []).append(report)

    def pytest_internalerror(self, excrepr: object) -> None:
        """An error outside of the tests, here or in a worker."""
        self._broke.append(f"internal error: {_error_in(str(excrepr))}")

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """A worker has ended; error: it was not asked to."""
        if error:
            self._broke.append(f"worker {node.gateway.id} ended unexpectedly: {_error_in(str(error))}")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, None, None]:
        """Before the results are written: report what was lost. After: no exit code says that all is well if something was."""
        if not is_controller(self._config):
            return (yield)
        lost = [test for test, phases in self._begun.items() if not is_complete(phases)]
        for test in lost:
            self._config.hook.pytest_runtest_logreport(report=_lost(test, self._begun[test]))
        missing = () if self._ended_in_order(session) else tuple(test for test in self.selected if test not in self._begun)
        self._config.stash[_NOT_BEGUN] = missing
        try:
            return (yield)
        except OSError as trouble:
            # pytest's own files: junit.xml on a disk that is full
            self._broke.append(f"a result could not be written: {trouble}")
        finally:
            if lost or missing or self._broke:
                fail_run(session)
                self._say_what_broke(session)
            elif session.exitstatus == pytest.ExitCode.OK and self._tested_nothing():
                session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
                say(self._config, NOTHING_TESTED)

    def _tested_nothing(self) -> bool:
        """Whether every test was skipped, and one of them for a reason that may hide a fault."""
        skipped = [[phase for phase in phases if phase.skipped and not is_known(phase)] for phases in self._begun.values()]
        reasons = [str(phases[0].longrepr[2]) for phases in skipped if phases and isinstance(phases[0].longrepr, tuple)]
        return bool(skipped) and all(skipped) and any(hides(reason.removeprefix("Skipped: ")) for reason in reasons)

    def _ended_in_order(self, session: pytest.Session) -> bool:
        """Whether it was asked for that not all tests begin: by Ctrl-C, --max-minutes, -x, or an error before the first test."""
        ending = ending_of(self._config)
        asked = session.shouldfail or session.shouldstop or (ending is not None and ending.why is not None)
        return bool(asked) or session.exitstatus in {pytest.ExitCode.INTERRUPTED, pytest.ExitCode.USAGE_ERROR}

    def _say_what_broke(self, session: pytest.Session) -> None:
        if session.exitstatus != pytest.ExitCode.INTERRUPTED:
            for line in dict.fromkeys(self._broke):
                say(self._config, line)


def _lost(test: str, phases: list[pytest.TestReport]) -> pytest.TestReport:
    """The report of an error, as pytest-xdist makes one of a worker that crashed."""
    location = phases[0].location if phases else (test.partition("::")[0], None, test)
    report = pytest.TestReport(nodeid=test, location=location, keywords={}, outcome="failed", longrepr=LOST_IN_TEST, when="setup")
    if phases and hasattr(phases[0], "node"):
        # JUnit puts phases together by the worker that ran them
        report.node = phases[0].node  # type: ignore[attr-defined]  # pytest-xdist sets it
    return report


def _error_in(text: str) -> str:
    """The last exception that a traceback names, to the end of its line, or else the last line."""
    named = [text[found.start() :].splitlines()[0] for found in _EXCEPTION.finditer(text)]
    lines = [line for line in text.splitlines() if line.strip()]
    return one_line((named or lines or ["no reason given"])[-1].strip(), 160)
