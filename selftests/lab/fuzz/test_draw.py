"""A seed draws the same always; every kind can be drawn; what a fault may be called is a cause that there is, or is to be."""

from pathlib import Path

import pytest

from conformance.model.operation import OperationKind
from lab.errors import LabError
from lab.faults.fault import HostRole
from lab.fuzz.definitions import built_in_options
from lab.fuzz.draw import DrawnTrial, drawn_trials
from lab.fuzz.grammar import ALL, NEW_CAUSES, WITHOUT_HOST, FaultKind
from lab.matrix.trial import TargetPair
from selftests.lab.fuzz.everything import every_fault

KINDS = tuple(FaultKind)
CAUSES = {path.stem for path in Path("conformance/diagnosis/causes").glob("*/*.yaml")}


def drawn(
    seed: int = 7, count: int = 300, operations: tuple[OperationKind, ...] = ALL, kinds: tuple[FaultKind, ...] = KINDS
) -> list[DrawnTrial]:
    return drawn_trials(seed, count, built_in_options(), operations, kinds)


def told(trial: DrawnTrial) -> tuple[str, str, str, str, bool, tuple[str, ...]]:
    return trial.id, trial.fault.does, trial.operation, trial.part, trial.midway, tuple(sorted(trial.fault.may_be_called))


def test_a_seed_and_a_number_give_the_same_fault() -> None:
    assert [told(trial) for trial in drawn()] == [told(trial) for trial in drawn()]
    assert [trial.id for trial in drawn(count=20)] == [trial.id for trial in drawn()][:20]
    assert [trial.fault.does for trial in drawn(seed=8)] != [trial.fault.does for trial in drawn()]


def test_what_is_left_out_changes_no_other_fault() -> None:
    known = {trial.number: trial.id for trial in drawn()}
    for few in (drawn(count=20, operations=(OperationKind.BOOT,)), drawn(count=20, kinds=(FaultKind.NETWORK,))):
        assert {trial.number: trial.id for trial in few}.items() <= known.items()
    assert {trial.fault.kind for trial in drawn(count=20, kinds=(FaultKind.NETWORK,))} == {FaultKind.NETWORK}
    assert {trial.operation for trial in drawn(count=20, operations=(OperationKind.BOOT,))} == {OperationKind.BOOT}


def test_every_kind_and_operation_is_drawn() -> None:
    assert {trial.fault.kind for trial in drawn()} == set(FaultKind)
    assert {trial.operation for trial in drawn()} == set(ALL)
    assert {fault.kind for fault in every_fault()} == set(FaultKind)


def test_more_than_there_is_is_told() -> None:
    with pytest.raises(LabError, match="0 are of these kinds"):
        drawn(count=1, operations=())


def test_names_can_be_those_of_directories_and_say_what_is_touched() -> None:
    for trial in drawn():
        assert trial.id.startswith(f"fuzz-7-{trial.number:03d}-{trial.fault.kind}-")
        assert set(trial.id) <= set("abcdefghijklmnopqrstuvwxyz0123456789._-")
        assert trial.fault.slug
    assert len({trial.id for trial in drawn()}) == 300


@pytest.mark.parametrize("kind", FaultKind)
def test_what_it_may_be_called_is_a_cause(kind: FaultKind) -> None:
    for fault in every_fault():
        if fault.kind is kind:
            assert fault.may_be_called, fault.slug
            assert fault.may_be_called <= CAUSES | NEW_CAUSES, fault.slug
            assert fault.does
            assert set(fault.meets) <= set(ALL)


def test_causes_without_a_host_are_causes() -> None:
    assert WITHOUT_HOST <= CAUSES | NEW_CAUSES


def test_a_boot_is_broken_before_it_begins() -> None:
    assert not [trial.id for trial in drawn() if trial.midway and trial.operation is OperationKind.BOOT]
    assert [trial.id for trial in drawn() if trial.midway]


def test_the_target_takes_the_part_that_the_fault_is_made_for() -> None:
    for trial in drawn():
        test = trial.on(TargetPair("compute-02", "compute-01")).test(TargetPair("compute-02", "compute-01"))
        if trial.fault.part and trial.part is not HostRole.ONLY:
            assert trial.part is trial.fault.part
        first = {HostRole.SOURCE: "[compute-02-to-", HostRole.DESTINATION: "[compute-01-to-", HostRole.ONLY: "[compute-02]"}[trial.part]
        assert first in test
