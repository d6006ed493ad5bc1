"""What was done to an instance, step by step."""

from datetime import datetime
from enum import StrEnum

from conformance.model.base import Noun


class OperationKind(StrEnum):
    """The operations that suites perform; the values are the names used in reports."""

    BOOT = "boot"
    HARD_REBOOT = "hard-reboot"
    RESIZE = "resize"
    RESIZE_CONFIRM = "resize-confirm"
    RESIZE_REVERT = "resize-revert"
    COLD_MIGRATION = "cold-migration"
    COLD_MIGRATION_CONFIRM = "cold-migration-confirm"
    LIVE_MIGRATION = "live-migration"


IN_ORDER = (
    OperationKind.BOOT,
    OperationKind.HARD_REBOOT,
    OperationKind.LIVE_MIGRATION,
    OperationKind.COLD_MIGRATION,
    OperationKind.RESIZE,
)
"""The operations that tests are marked with, in the order in which they are done. A test that has several is shown as the last of them."""


class Outcome(StrEnum):
    """How an operation ended."""

    DONE = "done"
    FAILED = "failed"
    TIMED_OUT = "timed-out"


class Step(Noun):
    """A state that was reached or left: what it was and when (UTC)."""

    at: datetime
    saw: str


class Operation(Noun):
    """One operation on one instance, as the journal keeps it.

    request_id is the global request id (req-UUID) under which every service logged it. destination is as requested, or as
    scheduled where Nova takes no target (resize). Times are UTC; seconds is the duration without waiting for a slot; calls is how
    many requests the APIs were sent in it.
    """

    kind: OperationKind
    server_id: str | None
    request_id: str
    source: str | None
    destination: str | None
    started: datetime
    seconds: float
    outcome: Outcome
    calls: int = 0
    steps: tuple[Step, ...] = ()
