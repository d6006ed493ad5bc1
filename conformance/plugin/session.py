"""A run from its first to its last moment: its directory, the discovery of the cloud, the workers, and leaving nothing behind."""

import shutil
import warnings
from collections.abc import Generator
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import pytest
from filelock import FileLock

from conformance.model.errors import SuiteFault, UsageProblem
from conformance.plan.cost import PlannedTest
from conformance.plugin.completeness import all_began
from conformance.plugin.discovery import find_out, keep, target_of
from conformance.plugin.known import say_what_expired
from conformance.plugin.options import VOLUMES, add_markers, check_options, coordination_url, selection_of, without_workers
from conformance.plugin.running import conclude
from conformance.plugin.state import BASELINE, CARRIED, FACTS, LANE, PLACE, facts_of, is_controller, is_worker, say, worker_of
from conformance.plugin.xdist import end_workers, handed_over
from conformance.report.ages import age_lines
from conformance.report.compare.files import run_of
from conformance.report.earlier import Earlier, earlier_runs
from conformance.report.resuming import carry_over, earlier_run, earlier_target
from conformance.report.subject import subject_of
from conformance.report.terminal.plan_lines import Lane, plan_lines
from conformance.report.terminal.run_header import run_header
from conformance.run.agreement import CONTROLLER as MEMBER
from conformance.run.agreement import agree, made_of
from conformance.run.coordinated import coordinated
from conformance.run.place import new_place, point_latest_at
from conformance.run.run_facts import RunFacts, RunPlace
from conformance.run.sweeping import LEFT, sweep_run
from conformance.run_dir.alive import CONTROLLER, hold_alive
from conformance.target import Target
from conformance.text.writing import for_terminal
from conformance.transport.sockets import remove_sockets

_TARGET = pytest.StashKey[Target]()
"""On the controller of a run that goes on with another: what that one was started on, but for what is given anew."""

_ALIVE = pytest.StashKey[FileLock]()
"""Held for as long as this process lives."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose the run's directory, before allure and JUnit ask where to write. :raises pytest.UsageError: bad input"""
    add_markers(config)
    try:
        _go_on_with_earlier_run(config)
        if not config.getoption("os_cloud"):
            return
        _bear_with_warnings(config)
        if config.getoption("plan"):
            without_workers(config)
        _take_place(config)
    except UsageProblem as problem:
        raise pytest.UsageError(str(problem)) from problem


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """On the controller: find out what there is to test. :raises pytest.UsageError: bad input; exit code 4, and nothing is created"""
    config = session.config
    if not config.getoption("os_cloud") or facts_of(config):
        return
    place = config.stash.get(PLACE, None)
    try:
        check_options(config)
        _read_baseline(config)
        looks = place is not None or bool(config.getoption("plan"))
        target = config.stash.get(_TARGET, None) or target_of(config)
        facts = find_out(config, target, place or RunPlace(run_id="", run_dir=Path()), look_at_hosts=looks)
        _join_other_runs(config, facts)
    except (UsageProblem, SuiteFault) as problem:
        if place:
            shutil.rmtree(place.run_dir)
        raise pytest.UsageError(f"{problem}{_of_earlier_run(config)}") from problem
    config.stash[FACTS] = facts
    say_what_expired(config)
    if place:
        _begin(config, facts, place)


def pytest_report_header(config: pytest.Config) -> list[str]:
    """What will be run, and where its results will be."""
    facts = facts_of(config)
    return run_header(facts, selection_of(config)) if facts else []


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """With --plan: instead of running the tests, say what they are, in order, and what they cost."""
    config = session.config
    facts = facts_of(config)
    if facts is None or not config.getoption("plan") or session.testsfailed:
        return None
    earlier = Earlier(earlier_runs(config.getoption("reports"), facts.site.cloud))
    writer = config.get_terminal_writer()
    writer.line()
    for line in plan_lines(_lanes(session.items, facts), facts.workers // (facts.shard.of if facts.shard else 1), earlier):
        writer.line(for_terminal(line))
    for line in age_lines(facts, config.getoption("reports"), datetime.now(UTC)):
        writer.line(for_terminal(line))
    return True


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, object, object]:
    """On the controller, when every worker has ended, however the run went and whatever else breaks: remove what it created.

    As the innermost wrapper it comes after results are written and fixtures are torn down, also when one of these raises.
    """
    config = session.config
    facts = facts_of(config)
    if facts is None or not is_controller(config):
        return (yield)
    result = None
    try:
        result = yield
    except Exception as trouble:  # noqa: BLE001 - whatever another plugin raises: it is shown, and what was created is removed
        _show(config, trouble)
        session.exitstatus = pytest.ExitCode.INTERNAL_ERROR
        end_workers(config)
    _count_earlier_failures(session)
    try:
        if conclude(session, complete=all_began(config)) and not sweep_run(facts, lambda line: say(config, line)):
            session.exitstatus = LEFT
    except KeyboardInterrupt:
        session.exitstatus = pytest.ExitCode.INTERRUPTED
    return result


def pytest_unconfigure(config: pytest.Config) -> None:
    """The run is over: this process may live on, as a self-test's does."""
    alive = config.stash.get(_ALIVE, None)
    if alive is not None:
        alive.release()
    place = config.stash.get(PLACE, None)
    if place is not None:
        # its workers have ended; those that were killed removed nothing
        remove_sockets(place.run_id)


def _go_on_with_earlier_run(config: pytest.Config) -> None:
    """--resume: take the target from the earlier run, but for what is given anew. :raises UsageProblem: there is none to go on with"""
    run = config.getoption("resume")
    if not run or is_worker(config):
        return
    directory, kept = earlier_run(run, config.getoption("reports"), config.getoption("os_cloud"))
    config.stash[_TARGET] = earlier_target(run, kept, config.option.profile, config.option.inventory)
    config.option.os_cloud = kept.cloud
    config.option.resume = str(directory)


def _take_place(config: pytest.Config) -> None:
    """In a worker, take the facts that it was handed; in a process that will run tests, make the run's directory."""
    facts = handed_over(config)
    if facts:
        config.stash[FACTS] = facts
        _write_results_to(config, facts.run_dir)
        config.stash[_ALIVE] = hold_alive(facts.run_dir, worker_of(config))
    elif not config.option.collectonly and not config.getoption("plan"):
        place = config.stash[PLACE] = new_place(config.getoption("reports"))
        _write_results_to(config, place.run_dir)
        config.stash[_ALIVE] = hold_alive(place.run_dir, CONTROLLER)


def _read_baseline(config: pytest.Config) -> None:
    """--baseline: it is read before anything is done. :raises UsageProblem: there is none, or it is of another cloud"""
    name, cloud = config.getoption("baseline"), config.getoption("os_cloud")
    if not name:
        return
    baseline = config.stash[BASELINE] = run_of(name, config.getoption("reports"))
    if baseline.cloud != cloud:
        raise UsageProblem(f"--baseline {name}: that run was on cloud {baseline.cloud}, not on {cloud}: they cannot be compared")


def _join_other_runs(config: pytest.Config, facts: RunFacts) -> None:
    """See that the coordination service is there, before anything is created; and have the other shards know of this one.

    :raises UsageProblem: it is not there, or a shard that is at work has made another plan
    :raises SuiteFault: it does not answer
    """
    url = coordination_url(config)
    if not url or not facts.run_id:
        return
    with ExitStack() as stack:
        coordination = stack.enter_context(coordinated(facts, url, MEMBER))
        if facts.shard is not None:
            agree(coordination, str(facts.shard), made_of(facts, selection_of(config)))
            config.add_cleanup(stack.pop_all().close)


def _begin(config: pytest.Config, facts: RunFacts, place: RunPlace) -> None:
    """:raises pytest.UsageError: the run's directory cannot be written to, or what an earlier run left cannot be removed"""
    try:
        keep(facts)
        if facts.resumed is not None:
            config.stash[CARRIED] = carry_over(facts.resumed, facts, lambda line: say(config, line))
    except (UsageProblem, SuiteFault, OSError) as problem:
        raise pytest.UsageError(for_terminal(str(problem))) from problem
    canaries = config.getoption("canaries")
    if canaries is not None:
        # cleaning up after canaries uses what they were started on
        keep(facts.model_copy(update={"run_dir": canaries}))
    told = config.getoption("run_to")
    if told is not None:
        told.write_text(str(place.run_dir), encoding="utf-8")
    if trouble := point_latest_at(place):
        say(config, trouble)


def _of_earlier_run(config: pytest.Config) -> str:
    """What an error of a run that goes on with another is to say of its profile and inventory."""
    if _TARGET not in config.stash:
        return ""
    return ". Profile and inventory are as that run read them: give --profile or --inventory to have them read anew"


def _count_earlier_failures(session: pytest.Session) -> None:
    """What the earlier run found counts as if it had been found now; that nothing was left to do is no trouble."""
    carried = session.config.stash.get(CARRIED, None)
    if carried is None or session.exitstatus not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        return
    failed = any(record.fails_the_run for record in carried)
    session.exitstatus = pytest.ExitCode.TESTS_FAILED if failed else pytest.ExitCode.OK if carried else session.exitstatus


def _lanes(items: list[pytest.Item], facts: RunFacts) -> list[Lane]:
    run = (item for item in items if item.get_closest_marker("skip") is None)
    by_lane = groupby(run, lambda item: item.stash[LANE])
    return [Lane(name=name, tests=tuple(_planned(item, facts) for item in lane)) for name, lane in by_lane]


def _planned(item: pytest.Item, facts: RunFacts) -> PlannedTest:
    about = subject_of(item, facts.site)
    volumes = item.get_closest_marker(VOLUMES) is not None
    return PlannedTest(id=item.nodeid, kind=about.kind, host=about.host, pair=about.pair, volumes=volumes)


def _show(config: pytest.Config, trouble: Exception) -> None:
    """What went wrong at the end of the run: a file that cannot be written in one line, a plugin's own fault as pytest shows it."""
    if isinstance(trouble, OSError):
        say(config, f"results could not be written: {trouble}")
    else:
        config.notify_exception(pytest.ExceptionInfo.from_exception(trouble), config.option)


def _bear_with_warnings(config: pytest.Config) -> None:
    """A warning of a library that talks to the cloud says nothing about the cloud: none fails a test, and openstacksdk's are not shown."""
    config.addinivalue_line("filterwarnings", "default")
    config.addinivalue_line("filterwarnings", "ignore:::openstack")
    warnings.filterwarnings("ignore", module="openstack")


def _write_results_to(config: pytest.Config, run_dir: Path) -> None:
    if getattr(config.option, "allure_report_dir", None) is None:
        config.option.allure_report_dir = str(run_dir / "allure-results")
    if getattr(config.option, "xmlpath", None) is None:
        config.option.xmlpath = str(run_dir / "junit.xml")
