"""How much is done at once, over all workers of a run, and over all runs that share a coordination service."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from conformance.cloud.wait import DEFAULT_PACE, LastSeen, Pace, TimedOut, wait_until
from conformance.coordination.coordination import Coordination
from conformance.model.errors import SuiteFault
from conformance.plan.budgets import Budgets


class Slots:
    """Slots of hosts. tooz has no semaphores: so many slots are so many locks, tried one after the other.

    :param coordination: what all that share the hosts have in common
    :param budgets: how many instances may leave hosts and arrive on them at once, and how many may be on their way in all
    :param budget: seconds to wait for a slot
    """

    def __init__(self, coordination: Coordination, budgets: Budgets, budget: float, pace: Pace = DEFAULT_PACE) -> None:
        self._coordination = coordination
        self._budgets = budgets
        self._budget = budget
        self._pace = pace

    @contextmanager
    def hold(self, sending: str | None = None, receiving: str | None = None) -> Iterator[None]:
        """Hold a slot to send from one host and one to receive on another: all or none, so that nobody waits in a circle.

        What is sent is a migration, and counts among those of the whole cloud.

        :raises SuiteFault: they were not free within the budget
        """
        sides: dict[str, int] = {}
        if sending:
            sides[f"{sending}.out"] = self._budgets.out_of(sending)
        if receiving:
            sides[f"{receiving}.in"] = self._budgets.into_of(receiving)
        if sending and self._budgets.migrations is not None:
            sides["migrations"] = self._budgets.migrations
        with self._wait_for(sides, lambda: None):
            yield

    def instance(self, make_room: Callable[[], None]) -> ExitStack:
        """A slot for one more instance of this cloud's runs, until what is returned is closed.

        :param make_room: called after each look in vain: what this worker can do without may be given up in it
        :raises SuiteFault: there was none within the budget
        """
        most = self._budgets.instances
        return ExitStack() if most is None else self._wait_for({"instances": most}, make_room)

    def _wait_for(self, sides: dict[str, int], make_room: Callable[[], None]) -> ExitStack:
        def look() -> LastSeen[ExitStack | None]:
            held = self._try(sides)
            if held is None:
                make_room()
            return LastSeen(held is not None, "taken by other workers, of this run or another", held)

        try:
            held = wait_until(f"a slot for {' and '.join(sorted(sides))}", look, self._budget, pace=self._pace)
        except TimedOut as spent:
            raise SuiteFault(f"{spent}. Raise timeouts.slot in the profile, or use fewer workers.") from spent
        if held is None:
            raise AssertionError("a wait for slots ended without them")
        return held

    @contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """Be the only worker that does this, for as long as it takes."""
        self._coordination.wait_for(what)
        try:
            yield
        finally:
            self._coordination.give_back(what)

    def _try(self, sides: dict[str, int]) -> ExitStack | None:
        with ExitStack() as held:
            for side, most in sorted(sides.items()):
                for name in (f"{side}.{number}" for number in range(most)):
                    if self._coordination.take(name):
                        held.callback(self._coordination.give_back, name)
                        break
                else:
                    return None
            return held.pop_all()
