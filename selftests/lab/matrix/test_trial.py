"""What is asked of the suite, and what counts as right."""

import pytest

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, HostRole, NamedFault, Showing
from lab.matrix.trial import NO_VERDICT, TargetPair, Trial, TrialFinding, TrialResult, finding

PAIR = TargetPair("compute-02", "compute-01")


def trial(showing: Showing, blamed: Blamed = Blamed.TARGET, companion: str = "") -> Trial:
    return Trial(NamedFault("a-fault", "Breaks.", Fault("a fault", None, cause="disk-full", blamed=blamed, companion=companion)), showing)


@pytest.mark.parametrize(
    ("showing", "test"),
    [
        (Showing(OperationKind.BOOT), "test_boot.py::test_boot[compute-02]"),
        (Showing(OperationKind.HARD_REBOOT), "test_hard_reboot.py::test_hard_reboot[compute-02]"),
        (Showing(OperationKind.RESIZE), "test_resize.py::test_resize_confirm[compute-02]"),
        (Showing(OperationKind.LIVE_MIGRATION, HostRole.SOURCE), "test_live_migration.py::test_live_migration[compute-02-to-compute-01]"),
        (
            Showing(OperationKind.COLD_MIGRATION, HostRole.DESTINATION),
            "test_cold_migration.py::test_cold_migration[compute-01-to-compute-02]",
        ),
    ],
)
def test_the_suites_own_test_is_run_on_the_broken_host(showing: Showing, test: str) -> None:
    assert trial(showing).test(PAIR) == f"suites/instances/{test}"


def test_the_broken_host_is_to_be_blamed_unless_the_fault_says_otherwise() -> None:
    assert trial(Showing(OperationKind.BOOT)).expected(PAIR) == (TrialFinding(cause="disk-full", host="compute-02"),)
    peer = Showing(OperationKind.LIVE_MIGRATION, HostRole.SOURCE, blamed=Blamed.PEER)
    assert trial(peer).expected(PAIR) == (TrialFinding(cause="disk-full", host="compute-01"),)
    assert trial(Showing(OperationKind.BOOT), Blamed.NONE).expected(PAIR) == (TrialFinding(cause="disk-full"),)


def test_of_two_faults_at_once_either_may_be_named_with_its_own_host() -> None:
    both = trial(Showing(OperationKind.LIVE_MIGRATION, HostRole.SOURCE), companion="libvirt-port-rejected").expected(PAIR)
    assert both == (TrialFinding(cause="disk-full", host="compute-02"), TrialFinding(cause="migration-network-blocked", host="compute-01"))


def test_what_heals_by_itself_must_not_be_named() -> None:
    assert trial(Showing(OperationKind.BOOT, passes=True)).expected(PAIR) == (TrialFinding(cause=NO_VERDICT),)


@pytest.mark.parametrize(
    ("got", "right"),
    [
        (TrialFinding(cause="disk-full", host="compute-02", detail="/var"), True),
        (TrialFinding(cause="disk-full", host="compute-01"), False),
        (TrialFinding(cause="disk-full"), False),
        (TrialFinding(cause="memory-exhausted", host="compute-02"), False),
        (None, False),
    ],
)
def test_cause_and_host_must_both_be_right(got: TrialFinding | None, right: bool) -> None:
    assert made(got, TrialFinding(cause=NO_VERDICT)).right is right


def test_it_must_pass_once_it_is_healed() -> None:
    got = TrialFinding(cause="disk-full", host="compute-02")
    assert not made(got, TrialFinding(cause="disk-full", host="compute-02")).right
    assert not made(got, None).right


def test_a_detail_that_is_laid_down_must_be_right() -> None:
    expected = TrialFinding(cause="a", detail="this")
    assert TrialFinding(cause="a", detail="this", side="source").meets(expected)
    assert not TrialFinding(cause="a", detail="that").meets(expected)


def test_what_has_no_verdict_is_no_verdict() -> None:
    assert finding(None).cause == NO_VERDICT


def made(got: TrialFinding | None, recovered: TrialFinding | None) -> TrialResult:
    expected = (TrialFinding(cause="disk-full", host="compute-02"),)
    return TrialResult(
        trial="a-boot", fault="a", title="a", operation="boot", part="only", kind="real", expected=expected, got=got, recovered=recovered
    )
