"""A run's id, and its directory under reports/."""

import secrets
import stat
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from conformance.model.errors import UsageProblem
from conformance.run.run_facts import RunPlace

_PRIVATE = 0o700


def new_place(reports: Path) -> RunPlace:
    """A directory of its own for a new run, named by the time (UTC) and something random; only its user can enter it.

    Logs of hosts, addresses and configuration are in it.

    :raises UsageProblem: reports cannot be written to, or any user may rename what is in it
    """
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    run_dir = reports.absolute() / run_id
    try:
        run_dir.parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        mode = run_dir.parent.stat().st_mode
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            raise UsageProblem(
                f"--reports {reports}: any user may put another directory in place of a run's there (its mode is {stat.S_IMODE(mode):o}). "
                f"Use chmod o-w on it, or give another directory"
            )
        run_dir.mkdir(mode=_PRIVATE)
    except (OSError, ValueError) as trouble:
        why = trouble.strerror if isinstance(trouble, OSError) else trouble
        raise UsageProblem(f"--reports {reports}: no directory can be made there ({why})") from trouble
    return RunPlace(run_id=run_id, run_dir=run_dir)


def point_latest_at(place: RunPlace) -> str | None:
    """Have reports/latest lead to this run, in one step. Says why it does not, where that cannot be done."""
    new, latest = place.run_dir.with_name(f".latest-{place.run_id}"), place.run_dir.with_name("latest")
    try:
        new.symlink_to(place.run_dir.name)
        new.replace(latest)
    except OSError as trouble:
        with suppress(OSError):
            if new.is_symlink():
                new.unlink()
        return f"{latest} does not lead to this run ({trouble.strerror}); its results are in {place.run_dir}"
    return None
