"""Every fault says what it must lead to, in words that the rest of the project knows."""

from pathlib import Path

import pytest

from conformance.checks.invariants import registry as invariants
from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.model.operation import OperationKind
from lab.errors import LabError
from lab.faults.fault import Fault, FaultPlace, HostRole, NamedFault, Showing
from lab.faults.operations import OVER_PAIRS, TESTS
from lab.faults.registry import fault, faults, load

CAUSES = {cause.id for cause in load_taxonomy().causes}
INVARIANTS = {invariant.id for invariant in invariants()}


@pytest.mark.parametrize("one", faults(), ids=lambda one: one.name)
class TestEach:
    def test_it_says_what_it_does(self, one: NamedFault) -> None:
        assert one.does.endswith(".")
        assert one.fault.title

    def test_its_cause_and_invariants_exist(self, one: NamedFault) -> None:
        assert {one.fault.cause, *(showing.cause for showing in one.fault.shows)} - {None} <= CAUSES
        assert {violation.invariant for violation in one.fault.invariants} <= INVARIANTS

    def test_it_shows_somewhere(self, one: NamedFault) -> None:
        assert one.fault.shows or one.fault.invariants or one.fault.recorded

    def test_what_is_given_and_its_thresholds_serve_an_invariant_that_it_shows(self, one: NamedFault) -> None:
        shows_any = any(violation.group for violation in one.fault.invariants)
        assert shows_any or not (one.fault.given or one.fault.thresholds)

    def test_its_part_fits_the_operation(self, one: NamedFault) -> None:
        for showing in one.fault.shows:
            if one.fault.place is FaultPlace.CONTROL:
                assert showing.part is HostRole.ANY
            else:
                assert (showing.part in {HostRole.SOURCE, HostRole.DESTINATION}) == (showing.operation in OVER_PAIRS)

    def test_it_is_provoked_or_says_why_not(self, one: NamedFault) -> None:
        assert (one.fault.inject is None) == bool(one.fault.recorded)


def test_faults_lead_to_documented_causes() -> None:
    """A new cause may wait for its fault; of those that there were when this was written, 38, all have one."""
    assert {one.fault.cause for one in faults()} - {None} <= CAUSES
    assert len({one.fault.cause for one in faults()} - {None}) >= 38


def test_one_that_is_not_known_is_told_so_with_a_guess() -> None:
    with pytest.raises(LabError, match="did you mean libvirtd-stopped"):
        fault("libvirt-stopped")


def test_files_are_faults() -> None:
    files = {path.stem.replace("_", "-") for path in (Path("lab/faults/known")).glob("[a-z]*.py")}
    assert {one.name for one in faults()} == files


def test_one_that_shows_in_an_operation_without_a_test_is_refused_in_one_line() -> None:
    described = Fault("a fault", None, shows=(Showing(OperationKind.BOOT), Showing(OperationKind.RESIZE_CONFIRM)))
    with pytest.raises(LabError, match=r"^fault a-fault shows in resize-confirm, of which the suites have no test: .*boot"):
        load("a-fault", "Breaks.", described)


@pytest.mark.parametrize("test", TESTS.values())
def test_the_tests_of_operations_are_there(test: str) -> None:
    file, _, name = test.partition("::")
    assert f"def {name}(" in Path(file).read_text()
