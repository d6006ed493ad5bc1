"""The plan of a run, in words: every test in its order, and what all of it will come to."""

from collections.abc import Iterator, Sequence

from conformance.model.base import Noun
from conformance.model.operation import MIGRATIONS
from conformance.plan.cost import PlannedTest, boots, side_by_side
from conformance.report.earlier import Cost, Earlier


class Lane(Noun):
    """The tests that one worker does one after the other, and the name of what keeps them together."""

    name: str
    tests: tuple[PlannedTest, ...]


def plan_lines(lanes: Sequence[Lane], workers: int, earlier: Earlier) -> Iterator[str]:
    """One line a test, under one for its lane; at the end the sums."""
    known = bool(earlier.runs)
    booted = migrations = 0
    in_all: list[Cost] = []
    unknown: set[str] = set()
    by_lane: list[float] = []
    for lane in lanes:
        needed = boots(lane.tests)
        costs = []
        yield f"{lane.name}: {_count(len(lane.tests), 'test')}, {_count(sum(needed), 'boot')}"
        for test, with_boot in zip(lane.tests, needed, strict=True):
            cost = earlier.of(test.kind, boots=with_boot)
            if cost:
                costs.append(cost)
            elif test.kind:
                unknown.add(test.kind.value)
            took = f"  about {cost.seconds:.0f} s" if cost and test.kind else ""
            yield f"  {test.id}{'  boots' if with_boot else ''}{took}"
        booted += sum(needed)
        migrations += sum(1 for test in lane.tests if test.kind in MIGRATIONS)
        in_all.extend(costs)
        by_lane.append(sum(cost.seconds for cost in costs))
    tests = sum(len(lane.tests) for lane in lanes)
    yield f"{_count(tests, 'test')} in {_count(len(lanes), 'lane')}: {_count(booted, 'boot')}, {_count(migrations, 'migration')}"
    if not known:
        yield "API calls and minutes: not known, as there is no earlier run of this cloud in --reports"
        return
    calls, minutes = sum(cost.calls for cost in in_all), side_by_side(by_lane, workers) / 60
    yield (
        f"API calls: about {calls:.0f}; minutes: about {minutes:.1f} on {_count(workers, 'worker')}, "
        f"by the medians of {_count(len(earlier.runs), 'earlier run')} ({earlier.runs[-1]} to {earlier.runs[0]})"
    )
    if unknown:
        yield f"without {', '.join(sorted(unknown))}: no earlier run has done that"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
