"""pytest-xdist: what workers are handed, how they take tests, and how they end.

Only workers collect. What the controller has to know of a collection before its first test is in the run's directory: pytest-xdist gives a
worker no other way to say more than the ids of tests. Every worker writes the same, and renames it, so that nobody reads half of it.
"""

import json
import os
import signal
import threading
import time
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from conformance.plugin.state import facts_of, is_worker, worker_of
from conformance.run.run_facts import RunFacts
from conformance.text.writing import valid_document

_WORKERINPUT = "conformance"
_LANES, _REFUSED = "plan.json", "refused"

_ORPHAN_CHECK = 0.5
"""Seconds between two looks whether the controller lives."""


class LaneScheduling(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist has no types
    """Hands out tests a lane at a time, as the workers have written lanes to the run's directory."""

    def __init__(self, config: pytest.Config, log: Any, run_dir: Path) -> None:
        super().__init__(config, log)
        self._run_dir = run_dir

    @cached_property
    def _lanes(self) -> dict[str, str]:
        lanes: dict[str, str] = json.loads((self._run_dir / _LANES).read_text())
        return lanes

    def _split_scope(self, nodeid: str) -> str:
        return self._lanes[nodeid]


def pytest_configure(config: pytest.Config) -> None:
    """In a worker: end with the controller. One whose controller was killed has nobody to tell, and would go on with all it was given."""
    if is_worker(config):
        threading.Thread(target=_end_without, args=(os.getppid(),), daemon=True, name="orphans").start()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Hand the facts to a worker."""
    facts = facts_of(node.config)
    if facts:
        node.workerinput[_WORKERINPUT] = json.dumps(valid_document(facts.model_dump(mode="json")))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LaneScheduling | None:
    """Keep each lane on one worker."""
    facts = facts_of(config)
    return LaneScheduling(config, log, facts.run_dir) if facts else None


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_xdist_node_collection_finished(node: Any) -> None:
    """No test begins before all workers have collected. :raises pytest.UsageError: a worker was refused what it collected"""
    facts = facts_of(node.config)
    if facts is not None and (facts.run_dir / _REFUSED).exists():
        raise pytest.UsageError((facts.run_dir / _REFUSED).read_text(encoding="utf-8"))


def handed_over(config: pytest.Config) -> RunFacts | None:
    """The facts that this process was given as a worker; None: it is none."""
    given = getattr(config, "workerinput", {}).get(_WORKERINPUT)
    return RunFacts.model_validate_json(given) if given else None


def tell_lanes(config: pytest.Config, facts: RunFacts, lanes: dict[str, str]) -> None:
    """Let the controller know which test is of which lane."""
    _tell(config, facts, _LANES, json.dumps(lanes, indent=1))


def tell_refusal(config: pytest.Config, facts: RunFacts, why: str) -> None:
    """Let the controller know that this worker may not run what it collected."""
    _tell(config, facts, _REFUSED, why)


def end_workers(config: pytest.Config) -> None:
    """pytest-xdist ends them in pytest_sessionfinish, and may not have come to it. That they have ended already is fine."""
    workers = config.pluginmanager.get_plugin("dsession")
    if workers is not None:
        # should it fail, too, what was created is removed all the same
        with suppress(Exception):
            workers.pytest_sessionfinish()


def _tell(config: pytest.Config, facts: RunFacts, name: str, text: str) -> None:
    new = facts.run_dir / f".{name}-{worker_of(config)}"
    new.write_text(text, encoding="utf-8")
    new.replace(facts.run_dir / name)


def _end_without(controller: int) -> None:
    """What a worker leaves in the cloud is in the ledger."""
    while os.getppid() == controller:
        time.sleep(_ORPHAN_CHECK)
    os.kill(os.getpid(), signal.SIGKILL)
