"""The end of a run: what it created is removed, it is looked whether anything is left anywhere, and what is left is said."""

from collections.abc import Callable
from contextlib import suppress

from conformance.cleanup.cleanup import said, sweep
from conformance.cleanup.leaks import Leaks, find_leaks, places_of
from conformance.cloud.retries import RetryPolicy
from conformance.model.errors import SuiteFault, UsageProblem
from conformance.run.run_facts import RunFacts
from conformance.run_dir.api_troubles import ApiTrouble
from conformance.run_dir.ledger import FILE, Ledger
from conformance.run_dir.troubles import Troubles
from conformance.target import Access

LEFT = 6
"""The exit code of a run of which something is left."""

Tell = Callable[[str], None]


def sweep_run(facts: RunFacts, tell: Tell) -> bool:
    """Remove all that the ledger has; whether nothing is left. Whatever goes wrong is said, with the command that does it later.

    :raises KeyboardInterrupt: Ctrl-C; the rest is left to `conformance clean`, which is said
    """
    ledger = Ledger(facts.run_dir / FILE, facts.run_id)
    later = how_to_clean(facts)
    try:
        refused = [f"perhaps: {ledger.path} {line}" for line in ledger.refused()]
        left = [*_sweep(facts, ledger, tell), *refused] if ledger.ever() else refused
    except KeyboardInterrupt:
        tell(f"interrupted; remove what is left with: {later}")
        raise
    except Exception as trouble:  # noqa: BLE001 - whatever it is: what may be left, and how it is removed, is said
        tell(f"nothing could be removed: {_why(trouble)}. Do it later with: {later}")
        return False
    for line in left:
        tell(f"left behind: {line}")
    if left:
        tell(f"remove it later with: {later}")
    return not left


def how_to_clean(facts: RunFacts) -> str:
    """The command that removes what a run has left."""
    return f"conformance clean --run {facts.run_dir}"


def _sweep(facts: RunFacts, ledger: Ledger, tell: Tell) -> list[str]:
    budget = facts.target.profile.timeouts.delete
    with facts.target.open(_Noting(facts), RetryPolicy.WAIT, run=facts.run_id) as access:
        leftovers = sweep(access.conn, ledger, budget=budget, tell=tell)
        if leftovers:
            return [f"{one.entry.kind} {one.entry.name} ({one.entry.id}): {one.why}" for one in leftovers]
        leaks = _leaks(facts, ledger, access)
    for line in leaks.unseen:
        tell(f"it could not be seen whether anything is left: {line}")
    return leaks.left


def _leaks(facts: RunFacts, ledger: Ledger, access: Access) -> Leaks:
    """What is still anywhere once all that the ledger has was removed; where that cannot be seen, why."""
    try:
        return find_leaks(ledger, places_of(access, facts.target.profile, facts.site, facts.run_dir))
    except (UsageProblem, SuiteFault, OSError) as trouble:
        return Leaks(unseen=[_why(trouble)])


class _Noting:
    """Writes down what the APIs make the sweep bear, where that is possible: on a disk that is full, the sweep goes on."""

    def __init__(self, facts: RunFacts) -> None:
        self._troubles = Troubles(facts.run_dir)

    def __call__(self, trouble: ApiTrouble) -> None:
        with suppress(OSError):
            self._troubles.note(trouble)


def _why(trouble: Exception) -> str:
    return str(trouble) if isinstance(trouble, UsageProblem) else said(trouble)
