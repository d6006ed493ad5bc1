"""What a user chose to go over, and the plan for it."""

from collections.abc import Sequence
from enum import StrEnum

from pydantic import Field

from conformance.model.base import Noun
from conformance.model.hosts import HostPair
from conformance.plan import strategies
from conformance.plan.budgets import Budgets
from conformance.plan.place import Plan
from conformance.plan.rotation import Rotation
from conformance.plan.selected import Selected
from conformance.plan.timetable import Pair


class Strategy(StrEnum):
    """Which ordered pairs are gone over."""

    ALL = "all"
    RING = "ring"
    CHANGED_HOSTS = "changed-hosts"
    CLASSES = "classes"
    SAMPLE = "sample"
    ROTATE = "rotate"


class Choice(Noun):
    """A strategy with what it needs.

    changed: the hosts of `changed-hosts`. size and seed: of `sample`. classes: by host, the name of its class, of `classes`.
    pairs: those of `rotate`.
    """

    strategy: Strategy = Strategy.ALL
    changed: tuple[str, ...] = ()
    size: int = 0
    seed: int = 0
    classes: dict[str, str] = Field(default_factory=dict)
    pairs: tuple[HostPair, ...] = ()

    def takes(self, host: str) -> bool:
        """Whether what is done on single hosts is done on this one."""
        return self.strategy is not Strategy.CHANGED_HOSTS or host in self.changed

    def takes_pair(self, pair: HostPair) -> bool:
        """Whether `all` or `changed-hosts` goes over a pair, if both of its hosts take part."""
        return self.strategy is Strategy.ALL or pair.source in self.changed or pair.destination in self.changed


def make_plan(choice: Choice, hosts: Sequence[str], budgets: Budgets, workers: int) -> Plan:
    """The plan: the same wherever it is made of the same.

    :param hosts: that take part, in the order of the plan
    :param workers: how many operations there can be at once, as each worker does one at a time
    """
    at_once = budgets.at_once(workers)
    if choice.strategy is Strategy.ALL:
        return Rotation(hosts, min(budgets.abreast(hosts), at_once // max(1, len(hosts))))
    pairs = _pairs(choice, hosts)
    return Selected(hosts, pairs, at_once, budgets)


def _pairs(choice: Choice, hosts: Sequence[str]) -> list[Pair]:
    if choice.strategy is Strategy.RING:
        return strategies.ring(hosts)
    if choice.strategy is Strategy.CHANGED_HOSTS:
        return strategies.involving(hosts, choice.changed)
    if choice.strategy is Strategy.CLASSES:
        return strategies.between_classes(hosts, choice.classes)
    if choice.strategy is Strategy.ROTATE:
        numbers = {host: number for number, host in enumerate(hosts)}
        known = [pair for pair in choice.pairs if pair.source in numbers and pair.destination in numbers]
        return [(numbers[pair.source], numbers[pair.destination]) for pair in known]
    return strategies.sample(hosts, choice.size, choice.seed)
