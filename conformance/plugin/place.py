"""A run's id, and its directory under reports/."""

import secrets
from datetime import UTC, datetime
from pathlib import Path

from conformance.plugin.facts import RunPlace


def new_place(reports: Path) -> RunPlace:
    """A directory of its own for a new run, named by the time (UTC) and something random."""
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    run_dir = reports.absolute() / run_id
    run_dir.parent.mkdir(parents=True, exist_ok=True)
    # for the user alone, whatever the umask: what is in it names hosts, holds logs, and says what `conformance clean` does
    run_dir.mkdir(mode=0o700)
    return RunPlace(run_id=run_id, run_dir=run_dir)


def point_latest_at(place: RunPlace) -> None:
    """Have reports/latest lead to this run, in one step."""
    new = place.run_dir.with_name(f".latest-{place.run_id}")
    new.symlink_to(place.run_dir.name)
    new.replace(place.run_dir.with_name("latest"))
