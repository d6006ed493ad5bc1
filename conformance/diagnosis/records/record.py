"""A record: what a service said at once, be it one line or an error with its traceback."""

from dataclasses import dataclass
from enum import IntEnum

from conformance.model.evidence import Evidence


class Level(IntEnum):
    """How serious a service calls what it says; of its own scale, the nearest."""

    DEBUG = 0
    INFO = 1
    WARNING = 2
    ERROR = 3
    CRITICAL = 4


@dataclass(frozen=True, slots=True)
class Record:
    """Lines `first` to `last` (excluded, counted from 0) of a text that was normalised, and what their header tells.

    time: seconds since the epoch as the record's own clock and zone tell them, to be compared within one host only; None: not told.
    level: None where the format has none. module: logger, function (libvirt) or program. requests: its request ids, local and global.
    instances: uuids of instances that the header names. message: the first line without the header. parsed: its header was understood.
    anonymous: its request is none that a user made, but the service's own, as a periodic task has one.
    """

    evidence: Evidence
    first: int
    last: int
    message: str
    time: float | None = None
    level: Level | None = None
    module: str | None = None
    process: str | None = None
    host: str | None = None
    requests: tuple[str, ...] = ()
    instances: tuple[str, ...] = ()
    parsed: bool = False
    anonymous: bool = False

    @property
    def spoken_on(self) -> str | None:
        """The host that said it: the evidence's, else the one that the record itself names."""
        return self.evidence.host or self.host
