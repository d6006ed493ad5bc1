"""What tests in their order come to."""

from conformance.model.hosts import HostPair
from conformance.model.operation import OperationKind
from conformance.plan.cost import PlannedTest, boots, side_by_side


def _moved(source: str, destination: str, kind: OperationKind = OperationKind.LIVE_MIGRATION) -> PlannedTest:
    return PlannedTest(id="", kind=kind, pair=HostPair(source=source, destination=destination))


def _on(host: str, kind: OperationKind) -> PlannedTest:
    return PlannedTest(id="", kind=kind, host=host)


def test_a_chain_costs_one_boot_and_a_gap_in_it_another() -> None:
    assert boots([_moved("a", "b"), _moved("b", "c"), _moved("c", "a", OperationKind.COLD_MIGRATION)]) == [True, False, False]
    assert boots([_moved("a", "b"), _moved("c", "a"), _moved("b", "c")]) == [True, True, False]


def test_a_boot_is_a_boot_whatever_is_there_and_others_take_what_it_left() -> None:
    booted, rebooted = _on("a", OperationKind.BOOT), _on("a", OperationKind.HARD_REBOOT)
    assert boots([booted, booted, rebooted, _on("b", OperationKind.RESIZE)]) == [True, True, False, True]


def test_what_only_looks_boots_nothing() -> None:
    assert boots([PlannedTest(id="", host="a")]) == [False]


def test_workers_take_the_next_lane_when_they_are_through_with_one() -> None:
    assert side_by_side([10, 10, 10], 3) == 10
    assert side_by_side([10, 10, 10], 2) == 20
    assert side_by_side([30, 10, 10, 10], 2) == 30
    assert side_by_side([], 2) == 0
