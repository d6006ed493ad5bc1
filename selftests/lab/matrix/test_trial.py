"""What is asked of the suite, and what counts as right."""

import pytest

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, NamedFault, Part, Showing
from lab.matrix.trial import NO_VERDICT, Finding, Result, Trial, Ward, finding

WARD = Ward("compute-02", "compute-01")


def trial(showing: Showing, blamed: Blamed = Blamed.PATIENT, companion: str = "") -> Trial:
    return Trial(NamedFault("a-fault", "Breaks.", Fault("a fault", None, cause="disk-full", blamed=blamed, companion=companion)), showing)


@pytest.mark.parametrize(
    ("showing", "test"),
    [
        (Showing(OperationKind.BOOT), "test_boot.py::test_boot[compute-02]"),
        (Showing(OperationKind.HARD_REBOOT), "test_hard_reboot.py::test_hard_reboot[compute-02]"),
        (Showing(OperationKind.LIVE_MIGRATION, Part.SOURCE), "test_live_migration.py::test_live_migration[compute-02-to-compute-01]"),
        (Showing(OperationKind.COLD_MIGRATION, Part.DESTINATION), "test_cold_migration.py::test_cold_migration[compute-01-to-compute-02]"),
    ],
)
def test_the_suites_own_test_is_run_on_the_broken_host(showing: Showing, test: str) -> None:
    assert trial(showing).test(WARD) == f"suites/instances/{test}"


def test_the_broken_host_is_to_be_blamed_unless_the_fault_says_otherwise() -> None:
    assert trial(Showing(OperationKind.BOOT)).expected(WARD) == (Finding(cause="disk-full", host="compute-02"),)
    peer = Showing(OperationKind.LIVE_MIGRATION, Part.SOURCE, blamed=Blamed.PEER)
    assert trial(peer).expected(WARD) == (Finding(cause="disk-full", host="compute-01"),)
    assert trial(Showing(OperationKind.BOOT), Blamed.NONE).expected(WARD) == (Finding(cause="disk-full"),)


def test_of_two_faults_at_once_either_may_be_named_with_its_own_host() -> None:
    both = trial(Showing(OperationKind.LIVE_MIGRATION, Part.SOURCE), companion="libvirt-port-rejected").expected(WARD)
    assert both == (Finding(cause="disk-full", host="compute-02"), Finding(cause="migration-network-blocked", host="compute-01"))


def test_what_heals_by_itself_must_not_be_named() -> None:
    assert trial(Showing(OperationKind.BOOT, passes=True)).expected(WARD) == (Finding(cause=NO_VERDICT),)


@pytest.mark.parametrize(
    ("got", "right"),
    [
        (Finding(cause="disk-full", host="compute-02", detail="/var"), True),
        (Finding(cause="disk-full", host="compute-01"), False),
        (Finding(cause="disk-full"), False),
        (Finding(cause="memory-exhausted", host="compute-02"), False),
        (None, False),
    ],
)
def test_cause_and_host_must_both_be_right(got: Finding | None, right: bool) -> None:
    assert made(got, Finding(cause=NO_VERDICT)).right is right


def test_it_must_pass_once_it_is_healed() -> None:
    got = Finding(cause="disk-full", host="compute-02")
    assert not made(got, Finding(cause="disk-full", host="compute-02")).right
    assert not made(got, None).right


def test_a_detail_that_is_laid_down_must_be_right() -> None:
    expected = Finding(cause="a", detail="this")
    assert Finding(cause="a", detail="this", side="source").meets(expected)
    assert not Finding(cause="a", detail="that").meets(expected)


def test_what_has_no_verdict_is_no_verdict() -> None:
    assert finding(None).cause == NO_VERDICT


def made(got: Finding | None, healed: Finding | None) -> Result:
    expected = (Finding(cause="disk-full", host="compute-02"),)
    return Result(
        trial="a-boot", fault="a", title="a", operation="boot", part="only", kind="real", expected=expected, got=got, healed=healed
    )
