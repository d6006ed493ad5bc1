"""A run from its first to its last moment: its directory, the discovery of the cloud, the workers, and leaving nothing behind."""

import json
import shutil
import warnings
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from conformance.model.errors import SuiteFault, UsageProblem
from conformance.plugin.agreeing import check_coordination
from conformance.plugin.choosing import check_options, settle
from conformance.plugin.discovery import find_out, keep
from conformance.plugin.ending import conclude, is_controller
from conformance.plugin.facts import FACTS, PLACE, RunFacts, RunPlace, facts_of
from conformance.plugin.place import new_place, point_latest_at
from conformance.plugin.planning import run_nothing
from conformance.plugin.resuming import carry_over, judge
from conformance.plugin.sweeping import LEFT, say, sweep_run
from conformance.plugin.words import what_will_be_run
from conformance.run.alive import CONTROLLER, hold_alive
from conformance.site.sockets import remove_sockets
from conformance.text.writing import valid_document

_WORKERINPUT = "conformance"

_ALIVE = pytest.StashKey[FileLock]()
"""Held for as long as this process lives."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose the run's directory, before allure and JUnit ask where to write."""
    if not config.getoption("os_cloud"):
        return
    _bear_with_warnings(config)
    if config.getoption("plan"):
        run_nothing(config)
    handed_over = getattr(config, "workerinput", {}).get(_WORKERINPUT)
    if handed_over:
        facts = RunFacts.model_validate_json(handed_over)
        config.stash[FACTS] = facts
        _write_results_to(config, facts.run_dir)
        config.stash[_ALIVE] = hold_alive(facts.run_dir, config.workerinput["workerid"])  # type: ignore[attr-defined]
    elif not config.option.collectonly and not config.getoption("plan"):
        try:
            place = config.stash[PLACE] = new_place(config.getoption("reports"))
        except UsageProblem as problem:
            raise pytest.UsageError(str(problem)) from problem
        _write_results_to(config, place.run_dir)
        config.stash[_ALIVE] = hold_alive(place.run_dir, CONTROLLER)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """On the controller: find out what there is to test. :raises pytest.UsageError: bad input; exit code 4, and nothing is created"""
    config = session.config
    if not config.getoption("os_cloud") or facts_of(config):
        return
    place = config.stash.get(PLACE, None)
    try:
        check_options(config)
        looks = place is not None or bool(config.getoption("plan"))
        facts = settle(config, find_out(config, place or RunPlace(run_id="", run_dir=Path()), look_at_hosts=looks))
        check_coordination(config, facts)
    except (UsageProblem, SuiteFault) as problem:
        if place:
            shutil.rmtree(place.run_dir)
        raise pytest.UsageError(str(problem)) from problem
    config.stash[FACTS] = facts
    if place:
        keep(facts)
        carry_over(config, facts)
        if trouble := point_latest_at(place):
            say(config, trouble)


def pytest_report_header(config: pytest.Config) -> list[str]:
    """What will be run, and where its results will be."""
    facts = facts_of(config)
    return what_will_be_run(facts, config) if facts else []


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Hand the facts to a worker."""
    facts = facts_of(node.config)
    if facts:
        node.workerinput[_WORKERINPUT] = json.dumps(valid_document(facts.model_dump(mode="json")))


def pytest_unconfigure(config: pytest.Config) -> None:
    """The run is over: this process may live on, as a self-test's does."""
    alive = config.stash.get(_ALIVE, None)
    if alive is not None:
        alive.release()
    place = config.stash.get(PLACE, None)
    if place is not None:
        # its workers have ended; those that were killed removed nothing
        remove_sockets(place.run_id)


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
        _end_workers(config)
    judge(session)
    try:
        if conclude(session) and not sweep_run(config, facts):
            session.exitstatus = LEFT
    except KeyboardInterrupt:
        session.exitstatus = pytest.ExitCode.INTERRUPTED
    return result


def _show(config: pytest.Config, trouble: Exception) -> None:
    """What went wrong at the end of the run: a file that cannot be written in one line, a plugin's own fault as pytest shows it."""
    if isinstance(trouble, OSError):
        say(config, f"results could not be written: {trouble}")
    else:
        config.notify_exception(pytest.ExceptionInfo.from_exception(trouble), config.option)


def _end_workers(config: pytest.Config) -> None:
    """pytest-xdist ends them in the same hook, and may not have come to it. That they have ended already is fine."""
    workers = config.pluginmanager.get_plugin("dsession")
    if workers is not None:
        # should it fail, too, what was created is removed all the same
        with suppress(Exception):
            workers.pytest_sessionfinish()


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
