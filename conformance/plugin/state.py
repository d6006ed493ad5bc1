"""What the plugin keeps in pytest's configuration for as long as a process of a run lives, and how it speaks to the terminal."""

from contextlib import nullcontext, suppress
from typing import Any

import pytest

from conformance.checks.host import AllHosts
from conformance.operations.pool import ServerPool
from conformance.report.run_file import RunFile, TestRecord
from conformance.run.gathering import RunHosts
from conformance.run.run_facts import RunFacts, RunPlace
from conformance.text.writing import for_terminal

PLACE = pytest.StashKey[RunPlace]()
FACTS = pytest.StashKey[RunFacts]()

CARRIED = pytest.StashKey[tuple[TestRecord, ...]]()
"""On the controller: what the run that is gone on with found."""

BASELINE = pytest.StashKey[RunFile]()
"""On the controller: the run with which this one is compared when it has ended."""

LANE = pytest.StashKey[str]()
"""Of a test: what must stay on one worker with it."""

PASSED = pytest.StashKey[bool]()
"""Whether a test's own part has passed; there once it has run."""

POOL = pytest.StashKey[ServerPool]()
"""The idle servers of this worker."""

_HOSTS = pytest.StashKey[RunHosts]()


def facts_of(config: pytest.Config) -> RunFacts | None:
    """The facts of the run; None where no cloud is tested."""
    return config.stash.get(FACTS, None)


def is_worker(config: pytest.Config) -> bool:
    """Whether this process runs tests for another that the user started."""
    return hasattr(config, "workerinput")


def worker_of(config: pytest.Config) -> str:
    """The name of this process in its run."""
    worker: dict[str, Any] = getattr(config, "workerinput", {})
    return str(worker.get("workerid", "main"))


def is_controller(config: pytest.Config) -> bool:
    """Whether this is the process that the user started, and it runs tests, or has them run."""
    return not is_worker(config) and config.stash.get(PLACE, None) is not None


def all_hosts(config: pytest.Config, facts: RunFacts) -> AllHosts:
    """The hosts that take part; asked if nobody has asked them yet in this run. :raises SuiteFault: what was kept cannot be read"""
    return config.stash.setdefault(_HOSTS, RunHosts()).all(facts)


def known_hosts(config: pytest.Config, facts: RunFacts) -> AllHosts | None:
    """The same hosts where somebody has asked them in this run, else None; nobody is asked."""
    return config.stash.setdefault(_HOSTS, RunHosts()).known(facts)


def say(config: pytest.Config, line: str) -> None:
    """A line of the suite's own in the terminal, in the middle of a test too."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    capture = config.pluginmanager.get_plugin("capturemanager")
    if terminal is None:
        return
    # a terminal that is gone ends neither a test nor the sweep
    with suppress(OSError), capture.global_and_fixture_disabled() if capture else nullcontext():
        terminal.ensure_newline()
        if config.get_terminal_writer().width_of_current_line:
            terminal.write_line("")
        terminal.write_line(for_terminal(f"conformance: {line}"))
        terminal.flush()
