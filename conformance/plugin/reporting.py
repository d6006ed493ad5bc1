"""The pytest hooks that report: a verdict at each failure, and the run's files, tables and page at its end."""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import RenderableType
from rich.text import Text

from conformance.checks.predict import predict, predict_all
from conformance.diagnosis.evidence.hosts.reader import HostReader
from conformance.diagnosis.judge import Judge
from conformance.diagnosis.taxonomy.taxonomy import Taxonomy, load_taxonomy
from conformance.instances.context import RunContext
from conformance.known_issues.issue import Known
from conformance.model.errors import SuiteFault
from conformance.model.operation import MIGRATIONS, Operation
from conformance.model.prediction import Prediction
from conformance.plugin.completeness import NAME as COMPLETENESS
from conformance.plugin.completeness import Completeness, fail_run, not_begun, selected
from conformance.plugin.known import excuse
from conformance.plugin.options import selection_of, webhook_of
from conformance.plugin.progress import ProgressLine
from conformance.plugin.state import BASELINE, CARRIED, PLACE, facts_of, is_controller, is_worker, known_hosts
from conformance.report.ages import age_lines, pair_result
from conformance.report.allure.attach import (
    accept,
    attach_judgement,
    attach_text,
    attach_to_run,
    label_subject,
    link_issue,
    show_downtimes,
    show_message,
)
from conformance.report.allure.config import Ended, nova_versions
from conformance.report.allure.downtime import METRICS, write_downtimes
from conformance.report.allure.executor import executor
from conformance.report.allure.history import with_history
from conformance.report.allure.html import allure_command, write_page
from conformance.report.allure.results import write_run_metadata
from conformance.report.clean_output import clean_allure, clean_exception, clean_value
from conformance.report.compare.comparison import Comparison
from conformance.report.compare.files import JSON, MARKDOWN, compared, write_json, write_markdown
from conformance.report.compare.told import comparison_lines
from conformance.report.earlier import earlier_runs
from conformance.report.failure import Failure, examine
from conformance.report.first_page.writing import first_page
from conformance.report.outcomes import FILE as OUTCOMES
from conformance.report.outcomes import Outcomes
from conformance.report.records import Note, Records, put_note
from conformance.report.run_file import RunFile, RunShard, TestRecord, write_run_file
from conformance.report.staleness import given_issues
from conformance.report.subject import subject_of
from conformance.report.terminal.known import in_words
from conformance.report.terminal.predictions import predicted
from conformance.report.terminal.summary import printed, summary
from conformance.report.terminal.words import one_line
from conformance.report.told.message import message
from conformance.report.told.webhook import When, send
from conformance.run.agreement import made_of, mark
from conformance.run.run_facts import RunFacts
from conformance.run_dir.journal import FILE as JOURNAL
from conformance.run_dir.journal import Journal
from conformance.run_dir.pair_results import FILE as PAIR_RESULTS
from conformance.run_dir.pair_results import PairResults
from conformance.run_dir.troubles import Troubles
from conformance.text.writing import for_terminal, json_text

_EARLIER_RUNS = 200
"""Of the cloud, that are looked at for what the entries of known issues matched: stale_after is at most half of it."""

PAGE_WIDTH = 160
"""Columns of the tables in the report's page, which has no terminal's width."""


def pytest_configure(config: pytest.Config) -> None:
    """Report in every process; only the controller hears of all tests."""
    plugins = config.pluginmanager
    if config.getoption("os_cloud"):
        config.add_cleanup(clean_allure())
    if not is_worker(config):
        if config.getoption("os_cloud"):
            plugins.register(ProgressLine(config), "conformance-progress")
        plugins.register(Completeness(config), COMPLETENESS)
    plugins.register(Reporter(config), "conformance-reporter")


@pytest.hookimpl(tryfirst=True)
def pytest_internalerror(excrepr: object) -> None:
    """An error of the suite's own may quote what it met."""
    clean_value(excrepr)


class Reporter:
    """The hooks that need to remember something."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._records = Records()
        self._started = datetime.now(UTC)
        self._taxonomy = Taxonomy(())
        self._unwritten: list[str] = []
        self._concluded: tuple[RunFile, Comparison | None] | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Read the causes before anything is done to a cloud. :raises pytest.UsageError: a cause file is wrong"""
        if not self._config.getoption("os_cloud") and facts_of(self._config) is None:
            return
        try:
            self._taxonomy = load_taxonomy()
        except SuiteFault as fault:
            raise pytest.UsageError(str(fault)) from fault

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """At a failed claim, find out why and say it first, before pytest and allure-pytest read the exception's message."""
        facts = facts_of(self._config)
        if facts is None:
            return (yield)
        note = subject_of(item, facts.site)
        run = getattr(item, "funcargs", {}).get("run")
        if isinstance(run, RunContext):
            note = note.model_copy(update={"calls": run.calls.new()})
        if call.when == "setup":
            label_subject(note, nova_versions(facts.site.host_versions), self._prediction(note, facts))
        if isinstance(run, RunContext) and call.when == "call":
            show_downtimes(run.journal.latest.values())
        fault = call.excinfo.value if call.excinfo else None
        if fault is not None:
            clean_exception(fault)
        original = for_terminal(str(fault))
        failure = None
        if isinstance(fault, AssertionError):
            failure = self._examine(fault, item, note, call.when)
            fault.args = (for_terminal(failure.message),)
            note = failure.noted(note)
        report = yield
        known = facts.known_issues.known(note) if facts.known_issues and failure and report.failed else None
        note = note.model_copy(update={"known": known})
        # Whatever else failed is no word of the cloud; a skip is no failure.
        put_note(report, note if failure or not report.failed else note.model_copy(update={"broken": True, "reason": original}))
        if failure:
            self._publish(failure, note.host, original)
        elif isinstance(fault, SuiteFault):
            show_message(self._listener, original)
        if report.failed:
            accept(self._listener, known is not None)
        if known and failure:
            self._publish_known(known, failure)
            # last of all: to Allure the test has failed
            excuse(report, known, one_line(failure.message))
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep each phase's report; pytest-xdist has those of the workers come to the controller."""
        self._records.add(report)
        if report.when == "teardown" and is_controller(self._config):
            test = self._records.test(report.nodeid)
            with self._writing(OUTCOMES):
                Outcomes(self._config.stash[PLACE].run_dir).append(test)
            facts = facts_of(self._config)
            if facts is not None and test.pair and test.kind and test.outcome.tells_of_the_cloud:
                with self._writing(PAIR_RESULTS):
                    PairResults(facts.run_dir.parent).add(pair_result(test, facts, datetime.now(UTC)))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, None, None]:
        """On the controller, after all else is said and done: files, tables, failures, and where the report is."""
        try:
            return (yield)
        finally:
            facts = facts_of(self._config)
            if facts is not None and is_controller(self._config):
                self._conclude(facts, session)
                if self._unwritten:
                    fail_run(session)
                self._send(int(session.exitstatus))

    def _examine(self, fault: AssertionError, item: pytest.Item, note: Note, when: str) -> Failure:
        run = getattr(item, "funcargs", {}).get("run")
        facts = facts_of(self._config)
        if facts is None or not isinstance(run, RunContext):
            return examine(fault, note, None, item.nodeid, None)
        phase = item.nodeid if when == "call" else f"{item.nodeid} {when}"
        judge = Judge(run.conn, self._taxonomy, run.run_dir, HostReader(run.hosts, run.profile), self._prediction(note, facts))
        return examine(fault, note, _operation_of(fault, run, item.nodeid), phase, judge)

    def _prediction(self, note: Note, facts: RunFacts) -> Prediction | None:
        hosts = known_hosts(self._config, facts) if note.pair and note.kind in MIGRATIONS else None
        if hosts is None or note.pair is None or note.kind is None or not {note.pair.source, note.pair.destination} <= hosts.names:
            return None
        return predict(note.kind, hosts.of(note.pair.source), hosts.of(note.pair.destination))

    def _publish(self, failure: Failure, host: str | None, original: str) -> None:
        if failure.judgement and failure.operation:
            attach_judgement(failure.judgement, failure.operation.request_id, host)
        if failure.is_bare_assert:
            attach_text("what pytest says of the assertion", original)
        show_message(self._listener, failure.message)

    def _publish_known(self, known: Known, failure: Failure) -> None:
        words = in_words(known)
        show_message(self._listener, f"{failure.message}\n{words}")
        attach_text("known issue", f"{words}\n\n{known.reason}")
        if known.link:
            link_issue(f"known issue {known.entry}", known.link)

    @property
    def _listener(self) -> object:
        """allure-pytest's, or None when it writes no results."""
        return self._config.pluginmanager.get_plugin("allure_listener")

    def _conclude(self, facts: RunFacts, session: pytest.Session) -> None:
        hosts = known_hosts(self._config, facts)
        predictions = tuple(predict_all(hosts)) if hosts else ()
        parts: list[RenderableType] = []
        run, page, troubles = None, None, list[str]()
        tests: tuple[TestRecord, ...] = ()
        with self._writing("run.json"):
            # what is printed is what is written: secrets are gone from both
            run = RunFile.model_validate_json(
                json_text(self._told_of_issues(self._run_file(facts, predictions), facts).model_dump(mode="json"))
            )
            tests = run.tests
            parts += summary(run, self._config.get_terminal_writer().fullwidth)
            write_run_file(run, facts.run_dir)
            with self._writing(METRICS):
                write_downtimes(run.tests, facts.run_dir / "allure-results")
            self._concluded = run, None
            with self._writing(JSON):
                parts += self._compared(run, facts.run_dir)
            with self._writing("the metrics"):
                self._write_metrics(run, facts)
            with self._writing("the age of the pairs' results"):
                parts += [Text(line) for line in age_lines(facts, facts.run_dir.parent, self._started)]
        if self._unwritten:
            fail_run(session)
        with self._writing("the files of the Allure report"):
            write_run_metadata(facts.run_dir, facts.site, self._taxonomy, os.environ, tests, self._ended(session, tests))
            attach_to_run("pairs and hosts", printed(parts, PAGE_WIDTH, colours=False))
            page, troubles = self._page(facts.run_dir)
        first = self._first_page(run, facts.run_dir, troubles) if run else None
        lines = [*map(for_terminal, (*dict.fromkeys(self._unwritten), *troubles)), f"report: {page or facts.run_dir / 'run.json'}"]
        self._say([*parts, *lines, *([f"open first: {first}"] if first else [])])

    def _write_metrics(self, run: RunFile, facts: RunFacts) -> None:
        # imported here: no worker writes them
        from conformance.report.told.metrics import FILE, write_metrics

        latest = PairResults(facts.run_dir.parent).latest(run.cloud)
        for path in (facts.run_dir / FILE, self._config.getoption("metrics")):
            if path is not None:
                write_metrics(run, latest, path)

    def _send(self, exit_code: int) -> None:
        """The run in one message; that it could not be sent changes nothing but what is printed."""
        to = webhook_of(self._config)
        if to is None or self._concluded is None:
            return
        run, comparison = self._concluded
        link = (executor(os.environ) or {}).get("buildUrl")
        said = message(run, exit_code, comparison, str(link) if link else None)
        if said.green and self._config.getoption("webhook_when") == When.TROUBLE:
            return
        trouble = send(to, said)
        self._say([for_terminal(trouble or f"message sent to {to.host}")])

    def _first_page(self, run: RunFile, run_dir: Path, troubles: list[str]) -> Path | None:
        page, trouble = first_page(run, run_dir)
        troubles += [trouble] if trouble else []
        return page

    def _ended(self, session: pytest.Session, tests: tuple[TestRecord, ...]) -> Ended:
        """What Allure's quality gate is to find of this run."""
        known = {test.id for test in tests if test.known}
        every = {*selected(self._config), *(test.id for test in tests)}
        return Ended(exit_code=int(session.exitstatus), results=len(every - known))

    def _compared(self, run: RunFile, run_dir: Path) -> list[RenderableType]:
        """--baseline: what changed since that run."""
        baseline = self._config.stash.get(BASELINE, None)
        if baseline is None:
            return []
        comparison = compared(baseline, run, run_dir.parent)
        self._concluded = run, comparison
        write_json(comparison, run_dir / JSON)
        write_markdown(comparison, run_dir / MARKDOWN)
        lines = list(comparison_lines(comparison))
        attach_to_run(f"compared with {baseline.run}", "\n".join(lines))
        first, *others = lines
        return [Text(first, "bold"), *(Text(line) for line in others)]

    def _run_file(self, facts: RunFacts, predictions: tuple[Prediction, ...]) -> RunFile:
        own = self._records.tests(Journal(facts.run_dir / JOURNAL).operations())
        return RunFile(
            run=facts.run_id,
            cloud=facts.site.cloud,
            profile=facts.site.profile,
            hosts=tuple(host.name for host in facts.site.hosts),
            versions=facts.site.versions,
            host_versions=facts.site.host_versions,
            started=self._started,
            ended=datetime.now(UTC),
            tests=predicted((*self._config.stash.get(CARRIED, ()), *own, *not_begun(self._config)), predictions),
            predictions=predictions,
            api=Troubles(facts.run_dir).all(),
            resumed=facts.resumed.name if facts.resumed else None,
            shard=self._shard(facts),
        )

    def _shard(self, facts: RunFacts) -> RunShard | None:
        if facts.shard is None:
            return None
        return RunShard(numbers=(facts.shard.number,), of=facts.shard.of, plan=mark(made_of(facts, selection_of(self._config))))

    def _told_of_issues(self, run: RunFile, facts: RunFacts) -> RunFile:
        """The run with what became of the entries of known issues that it was given."""
        if facts.known_issues is None:
            return run
        earlier = earlier_runs(facts.run_dir.parent, run.cloud, _EARLIER_RUNS)
        return run.model_copy(update={"known_issues": given_issues(facts.known_issues, run, earlier)})

    def _page(self, run_dir: Path) -> tuple[Path | None, list[str]]:
        command = allure_command()
        if command is None:
            page, trouble = write_page(run_dir, None)
            return page, [trouble] if trouble else []
        return with_history(run_dir, lambda: write_page(run_dir, command))

    @contextmanager
    def _writing(self, what: str) -> Iterator[None]:
        """What cannot be written is said at the end, and the run does not end with exit code 0: a full disk, text that is no text."""
        try:
            yield
        except (OSError, ValueError) as trouble:
            self._unwritten.append(f"{what} could not be written: {one_line(str(trouble), 160)}")

    def _say(self, parts: list[RenderableType]) -> None:
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        if terminal is None:
            return
        writer = self._config.get_terminal_writer()
        terminal.ensure_newline()
        terminal.write("\n" + printed(parts, writer.fullwidth, colours=writer.hasmarkup))


def _operation_of(fault: AssertionError, run: RunContext, test: str) -> Operation | None:
    """The operation that failed, or else the last that the test did."""
    carried = getattr(fault, "operation", None)
    if isinstance(carried, Operation):
        return carried
    return next((operation for owner, operation in reversed(run.journal.operations()) if owner == test), None)
