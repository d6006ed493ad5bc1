"""Volumes and snapshots of a run: each is in the ledger under its name, and says of which run it is, before it is used."""

import itertools
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar
from uuid import uuid4

from conformance.cloud.cinder import Cinder, ServerVolumes, SnapshotState, VolumeState
from conformance.cloud.nova import RUN_MARK, Refused
from conformance.cloud.wait import LastSeen, OnlyErrors, TimedOut, Transient, wait_until
from conformance.instances.context import RunContext
from conformance.model.errors import CloudFault
from conformance.model.operation import OperationKind
from conformance.model.volumes import Volume
from conformance.run_dir.ledger import Kind
from conformance.run_dir.marks import volume_name

S = TypeVar("S", VolumeState, SnapshotState)

_numbers = itertools.count(1)


def next_name(run: RunContext) -> str:
    """A name for one more volume or snapshot."""
    return volume_name(run.run_id, run.worker, next(_numbers))


def new_volume(run: RunContext, size: int, **wanted: Any) -> Volume:
    """A new volume, available; empty where nothing else is wanted (imageRef, snapshot_id).

    :param size: GiB
    :raises CloudFault: it did not come to be
    """
    name = next_name(run)
    cinder = Cinder(run.conn)
    body = {"name": name, "size": size, "metadata": {RUN_MARK: run.run_id}, **wanted}
    made = _made(run, Kind.VOLUME, name, lambda: cinder.create(body, _request_id()), lambda: cinder.named(name), cinder.volume)
    return Volume(id=made.id, name=name, size=size)


def new_snapshot(run: RunContext, volume_id: str) -> SnapshotState:
    """A snapshot of a volume, available. :raises CloudFault: it did not come to be"""
    name = next_name(run)
    cinder = Cinder(run.conn)
    body = {"name": name, "volume_id": volume_id, "metadata": {RUN_MARK: run.run_id}}
    return _made(
        run,
        Kind.VOLUME_SNAPSHOT,
        name,
        lambda: cinder.create_snapshot(body, _request_id()),
        lambda: cinder.snapshots_named(name),
        cinder.snapshot,
    )


class NovasVolumes:
    """The volumes that Nova makes for a server. They have no name: each is given one, and a mark, when it is seen.

    :param count: how many it makes
    """

    def __init__(self, run: RunContext, count: int) -> None:
        self._run = run
        self._names = [next_name(run) for _ in range(count)]
        self._known: dict[str, str] = {}

    def intend(self) -> None:
        """Write down that there will be some, before the server is asked for."""
        for name in self._names:
            self._run.ledger.intend(Kind.VOLUME, name)

    def look(self, server_id: str) -> None:
        """Write down and mark those that Nova says are attached by now; the others are seen by a later look, or by the sweep."""
        if len(self._known) == len(self._names):
            return
        for one in ServerVolumes(self._run.conn).of(server_id):
            if one.goes_with and one.id not in self._known:
                name = self._names[len(self._known)]
                self._run.ledger.created(Kind.VOLUME, name, one.id)
                # what is not marked now, is by the sweep, as long as its server is there
                with suppress(Refused):
                    Cinder(self._run.conn).mark(one.id, name, self._run.run_id)
                self._known[one.id] = name


def _request_id() -> str:
    return f"req-{uuid4()}"


def _made(run: RunContext, kind: Kind, name: str, ask: Callable[[], str], named: Callable[[], list[S]], look: Callable[[str], S]) -> S:
    """Ask for it, once unless nothing came of it, and wait until it is available."""
    expected = f"{kind} {name}: available"
    run.ledger.intend(kind, name)
    try:
        id = _asked(run, expected, ask, named)
    except Refused as refusal:
        run.ledger.removed(kind, name)
        raise CloudFault(expected, str(refusal)) from refusal
    run.ledger.created(kind, name, id)

    def looked() -> LastSeen[S]:
        state = look(id)
        if state.status.startswith("error"):
            raise CloudFault(expected, f"{kind} {id} is {state.status}{_why(run, id)}")
        return LastSeen(state.status == "available", state.status, state)

    try:
        return wait_until(expected, looked, run.profile.timeouts.of(OperationKind.BOOT_FROM_VOLUME), pace=run.pace)
    except (TimedOut, OnlyErrors) as spent:
        raise CloudFault(expected, str(spent)) from spent
    except Refused as refusal:
        raise CloudFault(expected, str(refusal)) from refusal


def _asked(run: RunContext, expected: str, ask: Callable[[], str], named: Callable[[], list[S]]) -> str:
    try:
        return ask()
    except Transient as trouble:
        found: list[S] = run.read_with_retry(expected, named)
        if found:
            return found[0].id
        raise CloudFault(expected, f"{trouble}; nothing came of it") from trouble


def _why(run: RunContext, id: str) -> str:
    """What Cinder tells users of it, in its messages; empty where it tells nothing."""
    told = run.read_with_retry(f"messages about {id}", lambda: Cinder(run.conn).messages(id))
    return f": {'; '.join(told)}" if told else ""
