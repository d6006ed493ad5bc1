"""What a run left in block storage: volumes, their snapshots and attachments. Only what the cloud has marked as of the run is removed."""

from collections.abc import Callable, Iterable, Iterator

from keystoneauth1 import exceptions as keystone
from openstack import exceptions
from openstack.connection import Connection

from conformance.cloud.cinder import Cinder, ServerVolumes, SnapshotState, VolumeState, has_block_storage
from conformance.cloud.nova import RUN_MARK, Refused, ServerState
from conformance.cloud.wait import LastSeen
from conformance.run_dir.ledger import Entry, Kind, Ledger
from conformance.run_dir.marks import volume_name

IN_BLOCK_STORAGE = (Kind.ATTACHMENT, Kind.VOLUME_SNAPSHOT, Kind.VOLUME)
"""The kinds of a ledger that are in block storage."""

_NOT_FOUND = 404
_DELETING = frozenset({"deleting", "error_deleting"})
_SWEPT = "found"
"""Stands for a worker in the names of volumes that are found when it is cleaned up."""


def in_block_storage(entries: Iterable[Entry]) -> list[Entry]:
    """Those entries of a ledger that are about block storage."""
    return [entry for entry in entries if entry.kind in IN_BLOCK_STORAGE]


def adopt(conn: Connection, ledger: Ledger, server: ServerState) -> None:
    """Write down and mark the volumes that Nova made for a server of the run and that have no name yet, before the server goes.

    They are the run's own: Nova deletes them with the server, which is so marked. One that has a name or a mark is left as it is.
    """
    for number, volume in enumerate(ServerVolumes(conn).of(server.id), 1):
        if not volume.goes_with:
            continue
        state = Cinder(conn).volume(volume.id)
        if state.run is None and (not state.name or state.name.startswith(server.id)):
            name = volume_name(ledger.run, f"{_SWEPT}_{server.name.rpartition('-')[2]}", number)
            ledger.created(Kind.VOLUME, name, volume.id)
            Cinder(conn).mark(volume.id, name, ledger.run)


class BlockStorage:
    """The volumes and snapshots of a run that its ledger has, and their removal, one round after the other.

    :param entries: those of the ledger that are about block storage
    :ivar troubles: what was answered last about each, by its name
    """

    def __init__(self, conn: Connection, run: str, entries: Iterable[Entry]) -> None:
        self._conn = conn
        self._cinder = Cinder(conn)
        self._run = run
        self._entries = list(entries)
        self.troubles: dict[str, str] = {}

    @property
    def there_is_some(self) -> bool:
        """Whether the cloud has block storage; one without has nothing of it to remove."""
        return bool(self._entries) and has_block_storage(self._conn)

    def snapshots(self) -> list[SnapshotState]:
        """The run's snapshots that there are, and that its ledger has."""
        return [one for one in self._cinder.snapshots_of_run(self._run) if self._has(Kind.VOLUME_SNAPSHOT, one.id, one.name)]

    def volumes(self) -> list[VolumeState]:
        """The run's volumes that there are, and that its ledger has."""
        return [one for one in self._cinder.of_run(self._run) if self._has(Kind.VOLUME, one.id, one.name)]

    def unmarked(self) -> dict[str, str]:
        """By name, what has an id of the ledger and is there, but is not marked as the run's: it is not removed, and why."""
        found = {}
        for entry in self._entries:
            if entry.id is None or entry.kind is Kind.ATTACHMENT:
                continue
            look: Callable[[str], VolumeState | SnapshotState] = self._cinder.volume
            if entry.kind is Kind.VOLUME_SNAPSHOT:
                look = self._cinder.snapshot
            try:
                state = look(entry.id)
            except Refused as refusal:
                if refusal.status != _NOT_FOUND:
                    raise
                continue
            if state.run != self._run:
                found[entry.name] = f"{entry.id} is not marked as one of this run (metadata {RUN_MARK}), and is not removed"
        return found

    def remove(self) -> LastSeen[None]:
        """One round: ask for the deletion of all that can go. A volume with snapshots, or a snapshot with clones, goes a round later."""
        self.troubles = {}
        snapshots, volumes = self.snapshots(), self.volumes()
        for volume in volumes:
            self._detach(volume)
            if volume.status not in _DELETING:
                self._try(volume.name, lambda id=volume.id: self._cinder.delete(id))  # type: ignore[misc]
        for snapshot in snapshots:
            if snapshot.status not in _DELETING:
                self._try(snapshot.name, lambda id=snapshot.id: self._cinder.delete_snapshot(id))  # type: ignore[misc]
        states = [f"volume {one.name} is {one.in_words}" for one in volumes]
        states += [f"snapshot {one.name} is {one.status}" for one in snapshots]
        said = [f"{name}: {why}" for name, why in self.troubles.items()]
        return LastSeen(not states, "; ".join([*states, *said]), None)

    def left(self) -> dict[tuple[Kind, str], str]:
        """What is there still, and how it is."""
        states = {(Kind.VOLUME, one.name): one.in_words for one in self.volumes()}
        states |= {(Kind.VOLUME_SNAPSHOT, one.name): one.status for one in self.snapshots()}
        return {key: f"{state}; {self.troubles[key[1]]}" if key[1] in self.troubles else state for key, state in states.items()}

    def _detach(self, volume: VolumeState) -> None:
        """Take the volume's attachments away: those servers are gone, as servers go first. Cinder itself keeps those that are in use."""
        for id, _, _ in self._cinder.attachments_of(volume.id):
            self._try(volume.name, lambda id=id: self._cinder.delete_attachment(id))  # type: ignore[misc]

    def _try(self, name: str, ask: Callable[[], None]) -> None:
        try:
            ask()
        except Refused as refusal:
            if refusal.status != _NOT_FOUND:
                self.troubles[name] = str(refusal)

    def _has(self, kind: Kind, id: str, name: str) -> bool:
        return any(entry.kind is kind and (id == entry.id or name == entry.name) for entry in self._entries)


def of_run(conn: Connection, run: str, ever: Iterable[Entry]) -> Iterator[str]:
    """Of a run, the volumes and snapshots that there still are, a line each; of a run that asked for none, nothing is asked.

    :param ever: all that its ledger ever had
    """
    if not in_block_storage(ever):
        return
    try:
        cinder = Cinder(conn)
        yield from (f"volume {one.name} ({one.id}) is {one.in_words}" for one in cinder.of_run(run))
        yield from (f"volume-snapshot {one.name} ({one.id}) is {one.status}" for one in cinder.snapshots_of_run(run))
    except (keystone.EndpointNotFound, exceptions.ServiceDisabledException):
        # a cloud without block storage has none of them
        return
