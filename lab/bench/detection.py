"""How soon a live migration that has failed is told, from when its record says so: by the suite, and by Tempest."""

import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import openstack

from lab.bench.access_log import AccessLog, LoggedRequest, hands
from lab.bench.tempest import LIVE, Tempest, configure
from lab.errors import LabError
from lab.faults.injection import inject, recover
from lab.faults.registry import fault
from lab.layout import Layout
from lab.nodes.node import Node
from lab.suite.runner import SuiteRunner

FAULT = "libvirt-port-rejected"

_ROUNDS = 3
_LIMIT = 420.0
"""Seconds that one run of the suite may take."""

_LOOK_EVERY = 0.1
_OURS = "changes-since"
"""In what is asked here, and in nothing that Tempest asks."""

_FAILED = frozenset({"error", "failed"})


def detection(layout: Layout, hosts: Sequence[str], directory: Path) -> dict[str, Any]:
    """Seconds from a record's end to the suite's failed operation, to its verdict, and to Tempest's failure; of every round, and medians.

    Every host rejects libvirt's port, as Tempest chooses source and destination by itself.

    :param directory: for the suite's runs; what is in it goes
    :raises LabError: a migration did not fail
    """
    tempest = configure(layout, hosts)
    rounds: list[dict[str, float]] = []
    try:
        for host in hosts:
            inject(fault(FAULT), Node(host, layout))
        for number in range(_ROUNDS):
            place = directory / str(number)
            shutil.rmtree(place, ignore_errors=True)
            rounds.append(_by_suite(layout, hosts, place) | _by_tempest(layout, tempest))
    finally:
        recover(layout, FAULT)
    return {"fault": FAULT, "rounds": rounds, "medians": {who: median(one[who] for one in rounds) for who in rounds[0]}}


def _by_suite(layout: Layout, hosts: Sequence[str], directory: Path) -> dict[str, float]:
    test = f"suites/instances/test_live_migration.py::test_live_migration[{hosts[0]}-to-{hosts[1]}]"
    with _watched() as failures:
        outcome = SuiteRunner(layout, directory).run(test, limit=_LIMIT).record(test)
    if outcome.test["outcome"] != "failed" or outcome.bundle is None:
        raise LabError(f"the suite did not fail with {FAULT}: {outcome.directory}")
    operation = outcome.test["operations"][-1]
    failed = datetime.fromisoformat(operation["started"]).timestamp() + operation["seconds"]
    said = _only(failures)
    return {"suite": round(failed - said, 2), "suite's verdict": round(outcome.bundle.stat().st_mtime - said, 2)}


def _by_tempest(layout: Layout, tempest: Tempest) -> dict[str, float]:
    log = AccessLog(layout)
    with _watched() as failures:
        done = tempest.run(LIVE)
    if done.passed:
        raise LabError(f"Tempest's live migration passed in spite of {FAULT}")
    return {"Tempest": round(gave_up(log.requests()).timestamp() - _only(failures), 2)}


def gave_up(requests: tuple[LoggedRequest, ...]) -> datetime:
    """When a test of Tempest failed: with its last look at its server, before it cleaned up. :raises LabError: it had no server"""
    spans = hands(requests)
    if not spans:
        raise LabError("Tempest did not come to a server of its own")
    began, ended = spans[-1]
    return max(request.at for request in requests if began <= request.at < ended and _OURS not in request.path)


@contextmanager
def _watched() -> Iterator[dict[str, float]]:
    """By migration, when its record was first seen as failed, by time.time(), of those that begin meanwhile."""
    failures: dict[str, float] = {}
    over = threading.Event()
    query = {_OURS: datetime.now(UTC).isoformat(), "migration_type": "live-migration", "limit": "20"}

    def watch() -> None:
        with openstack.connect(cloud="lab") as conn:
            while not over.wait(_LOOK_EVERY):
                answer = conn.compute.get("/os-migrations", params=query, microversion="2.59")
                for record in answer.json().get("migrations", ()):
                    if record["status"] in _FAILED:
                        failures.setdefault(record["uuid"], time.time())

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield failures
    finally:
        over.set()
        thread.join()


def _only(failures: dict[str, float]) -> float:
    if len(failures) != 1:
        raise LabError(f"with {FAULT}, one live migration should have failed, and {len(failures)} did")
    return next(iter(failures.values()))
