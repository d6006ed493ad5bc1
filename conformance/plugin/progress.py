"""Where a run is: on a terminal one line that is kept up to date, in a pipeline a plain line now and then."""

import time
from collections import defaultdict
from contextlib import suppress
from functools import cached_property
from statistics import median

import pytest

from conformance.plugin.known import CATEGORY
from conformance.plugin.state import facts_of, is_controller, say
from conformance.report.earlier import earlier_runs
from conformance.report.records import is_known
from conformance.report.run_file import TestOutcome
from conformance.report.terminal.progress import Progress, in_words, seconds_to_go

_PLAIN_EVERY = 30.0
"""Seconds between two lines in a pipeline."""


class ProgressLine:
    """The hooks that keep count. Only the controller hears of all tests."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._tests: tuple[str, ...] = ()
        self._began: dict[str, float] = {}
        self._took: dict[str, list[float]] = defaultdict(list)
        self._done: set[str] = set()
        self._failed: set[str] = set()
        self._known: set[str] = set()
        self._abreast = 1
        self._told = time.monotonic()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Without workers: the tests that are to be run."""
        self._tests = tuple(item.nodeid for item in session.items) or self._tests

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """With workers: the same, as each of them collects."""
        self._tests = tuple(ids)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test begins."""
        self._began[nodeid] = time.monotonic()
        self._abreast = max(self._abreast, len(self._began))
        self._show()

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A phase of a test has ended."""
        if is_known(report):
            self._known.add(report.nodeid)
        if report.failed:
            self._failed.add(report.nodeid)
            if self._is_live:
                say(self._config, f"FAILED {report.nodeid}")

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """A test has ended."""
        began = self._began.pop(nodeid, None)
        self._done.add(nodeid)
        if began is not None:
            self._took[_kind(nodeid)].append(time.monotonic() - began)
        self._show()

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """On a terminal, the line says it; letters would write over it."""
        if not self._is_live or not isinstance(report, pytest.TestReport):
            return None
        if is_known(report):
            return CATEGORY, "", ""
        if report.failed:
            return ("failed" if report.when == "call" else "error"), "", ""
        if report.skipped:
            return "skipped", "", ""
        return ("passed" if report.when == "call" else ""), "", ""

    @property
    def _is_live(self) -> bool:
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        return bool(terminal is not None and terminal.isatty() and self._config.get_verbosity() == 0 and is_controller(self._config))

    def _show(self) -> None:
        if not is_controller(self._config) or not self._tests:
            return
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        if self._is_live and terminal is not None:
            terminal.showfspath = False
            width = self._config.get_terminal_writer().fullwidth
            terminal.rewrite(in_words(self._progress())[: width - 1], erase=True)
            terminal.flush()
        elif time.monotonic() - self._told >= _PLAIN_EVERY:
            self._told = time.monotonic()
            say(self._config, in_words(self._progress()))

    def _progress(self) -> Progress:
        facts = facts_of(self._config)
        return Progress(
            tests=len(self._tests),
            done=len(self._done),
            pairs=len(self._rounds),
            pairs_done=len(self._done & self._rounds.keys()),
            round=max((self._rounds[test] for test in self._began if test in self._rounds), default=0),
            rounds=facts.plan.rounds if facts is not None and self._rounds else 0,
            in_flight=len(self._began),
            failed=len(self._failed),
            known=len(self._known - self._failed),
            seconds=self._to_go(),
        )

    @cached_property
    def _rounds(self) -> dict[str, int]:
        """The round of each test of a pair."""
        facts = facts_of(self._config)
        rounds: dict[str, int] = {}
        if facts is None:
            return rounds
        for test in self._tests:
            with suppress(KeyError, ValueError):
                rounds[test] = facts.plan.place_of_pair(facts.site.pair(_parameter(test))).step
        return rounds

    def _to_go(self) -> float | None:
        left = [_kind(test) for test in self._tests if test not in self._done]
        spent = sum(time.monotonic() - began for began in self._began.values())
        return seconds_to_go(left, self._took, self._before, spent=spent, abreast=self._abreast)

    @cached_property
    def _before(self) -> dict[str, float]:
        """What a test of each kind usually took in earlier runs over the same cloud."""
        facts = facts_of(self._config)
        took: dict[str, list[float]] = defaultdict(list)
        for run in earlier_runs(self._config.getoption("reports"), facts.site.cloud) if facts is not None else ():
            for test in run.tests:
                if test.outcome is TestOutcome.PASSED:
                    took[_kind(test.id)].append(test.seconds)
        return {kind: median(seconds) for kind, seconds in took.items()}


def _kind(test: str) -> str:
    return test.partition("[")[0]


def _parameter(test: str) -> str:
    return test.partition("[")[2].rstrip("]")
