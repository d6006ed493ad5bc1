"""Looking again at something whose heartbeat is late, until the cloud itself calls it alive or dead."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

Seen = TypeVar("Seen")


def heartbeat_age(stamp: str | None) -> float:
    """Seconds since a heartbeat's time stamp as OpenStack's APIs write it (ISO 8601, UTC without an offset); 0.0 if there is none."""
    if not stamp:
        return 0.0
    at = datetime.fromisoformat(stamp)
    return (datetime.now(UTC) - (at if at.tzinfo else at.replace(tzinfo=UTC))).total_seconds()


def settle(
    look: Callable[[], Seen],
    undecided: Callable[[Seen], bool],
    budget: float,
    interval: float = 5.0,
    pause: Callable[[float], None] = time.sleep,
) -> Seen:
    """What is seen once it is decided, or when the budget (seconds) is spent.

    A service that has just died counts as up until its heartbeats have been missing for a while. A verdict must not depend on
    whether a failure came before or after that moment, so one that is overdue is looked at again.
    """
    seen = look()
    waited = 0.0
    while undecided(seen) and waited < budget:
        pause(interval)
        waited += interval
        seen = look()
    return seen
