"""Every fault says what it must lead to, in words that the rest of the project knows."""

from pathlib import Path

import pytest

from conformance.classify.taxonomy import load_taxonomy
from conformance.model.operation import OperationKind
from conformance.run.invariants import registry as invariants
from lab.errors import LabError
from lab.faults.fault import FaultPlace, HostRole, NamedFault
from lab.faults.registry import fault, faults

CAUSES = {cause.id for cause in load_taxonomy().causes}
INVARIANTS = {invariant.id for invariant in invariants()}
PAIRS = {OperationKind.LIVE_MIGRATION, OperationKind.COLD_MIGRATION}


@pytest.mark.parametrize("one", faults(), ids=lambda one: one.name)
class TestEach:
    def test_it_says_what_it_does(self, one: NamedFault) -> None:
        assert one.does.endswith(".")
        assert one.fault.title

    def test_its_cause_and_invariants_exist(self, one: NamedFault) -> None:
        assert {one.fault.cause, *(showing.cause for showing in one.fault.shows)} - {None} <= CAUSES
        assert set(one.fault.invariants) <= INVARIANTS

    def test_it_shows_somewhere(self, one: NamedFault) -> None:
        assert one.fault.shows or one.fault.invariants or one.fault.recorded

    def test_its_part_fits_the_operation(self, one: NamedFault) -> None:
        for showing in one.fault.shows:
            if one.fault.place is FaultPlace.CONTROL:
                assert showing.part is HostRole.ANY
            else:
                assert (showing.part in {HostRole.SOURCE, HostRole.DESTINATION}) == (showing.operation in PAIRS)

    def test_it_is_provoked_or_says_why_not(self, one: NamedFault) -> None:
        assert (one.fault.inject is None) == bool(one.fault.recorded)


def test_there_is_a_fault_for_every_documented_cause() -> None:
    assert {one.fault.cause for one in faults()} - {None} == CAUSES


def test_one_that_is_not_known_is_told_so_with_a_guess() -> None:
    with pytest.raises(LabError, match="did you mean libvirtd-stopped"):
        fault("libvirt-stopped")


def test_files_are_faults() -> None:
    files = {path.stem.replace("_", "-") for path in (Path("lab/faults/known")).glob("[a-z]*.py")}
    assert {one.name for one in faults()} == files
