"""A fault that claims an invariant which the suite does not report as violated makes its trial wrong."""

from pathlib import Path

import pytest

from lab.faults.fault import Blamed, Fault, FaultPlace, NamedFault, Violation
from lab.layout import Layout
from lab.matrix import violations
from lab.matrix.trial import NO_VERDICT, InvariantReport, Reported, TargetPair, TrialFinding, TrialResult, violated_on
from lab.matrix.violations import look_for_violations, reports
from lab.nodes.node import Node
from lab.suite.invariant_results import InvariantResults, InvariantTest

PAIR = TargetPair("compute-02", "compute-01")
RIGHT = TrialFinding(cause="kvm-unavailable", host="compute-02")
FAILED = "expected: virt_type: qemu, as on compute-01 seen: virt_type: kvm on: compute-02"


def named(*claims: Violation, place: FaultPlace = FaultPlace.HOST) -> NamedFault:
    return NamedFault("a-fault", "Breaks.", Fault("a fault", None, invariants=claims, place=place))


def saying(*tests: InvariantTest) -> InvariantResults:
    return InvariantResults({test.name.partition("-")[0]: [test] for test in tests})


def reported(claim: Violation, *tests: InvariantTest, place: FaultPlace = FaultPlace.HOST) -> Reported:
    (one,) = reports([(claim, violated_on(claim, named(claim, place=place), PAIR))], lambda: saying(*tests))
    return one.reported


def result(*invariants: InvariantReport) -> TrialResult:
    return TrialResult(
        trial="a",
        fault="a",
        title="a",
        operation="boot",
        part="only",
        kind="real",
        expected=(RIGHT,),
        got=RIGHT,
        recovered=TrialFinding(cause=NO_VERDICT),
        invariants=invariants,
    )


def test_it_is_violated_where_it_fails_on_the_target() -> None:
    assert (
        reported(Violation("virt_type_alike", within=0), InvariantTest("virt_type_alike-compute-02", "failed", FAILED)) is Reported.VIOLATED
    )


@pytest.mark.parametrize(
    "test",
    [
        InvariantTest("virt_type_alike-compute-02", "passed", ""),
        InvariantTest("virt_type_alike-compute-02", "skipped", "not-applicable: no other host"),
        InvariantTest("virt_type_alike-compute-02", "broken", "no answer"),
        InvariantTest("virt_type_alike-compute-03", "failed", FAILED.replace("compute-02", "compute-03")),
        InvariantTest("virt_type_alike-compute-02", "failed", "expected: libvirt answers virsh seen: nothing on: compute-02"),
        InvariantTest("another-compute-02", "failed", FAILED),
    ],
)
def test_it_is_not_where_it_holds_or_fails_elsewhere_or_for_another_reason(test: InvariantTest) -> None:
    assert reported(Violation("virt_type_alike", within=0), test) is Reported.NOT_VIOLATED


def test_a_host_that_nova_disabled_is_excluded() -> None:
    test = InvariantTest("libvirt_answers-compute-02", "skipped", "host-disabled: compute-02 is disabled in Nova (AUTO: libvirt)")
    assert reported(Violation("libvirt_answers", within=0), test) is Reported.EXCLUDED


def test_it_may_be_of_the_other_host_or_of_none() -> None:
    test = InvariantTest("l2_agent_alive-compute-01", "failed", "expected: an agent seen: none on: compute-01")
    assert reported(Violation("l2_agent_alive", on=Blamed.PEER, within=0), test) is Reported.VIOLATED
    assert reported(Violation("l2_agent_alive", within=0), test) is Reported.NOT_VIOLATED
    assert reported(Violation("l2_agent_alive", within=0), test, place=FaultPlace.CONTROL) is Reported.VIOLATED


def test_it_is_looked_at_again_until_it_is_noticed() -> None:
    looks = iter([InvariantTest("agents_alive", "passed", ""), InvariantTest("agents_alive", "failed", "seen: dead: agent on compute-02")])
    (one,) = reports([(Violation("agents_alive", within=30), "compute-02")], lambda: saying(next(looks)))
    assert one.reported is Reported.VIOLATED


def test_what_is_not_violated_makes_a_trial_wrong_and_what_is_excluded_does_not() -> None:
    violated = InvariantReport(invariant="a", host="compute-02", reported=Reported.VIOLATED)
    excluded = violated.model_copy(update={"reported": Reported.EXCLUDED})
    held = violated.model_copy(update={"reported": Reported.NOT_VIOLATED, "words": "holds"})
    assert result(violated, excluded).right
    wrong = result(violated, held)
    assert wrong.named_right
    assert not wrong.right_with_fault
    assert not wrong.right
    assert str(wrong.not_violated[0]) == "a not violated on compute-02: holds"


@pytest.mark.parametrize("hosts", [2, 3])
def test_of_two_hosts_nobody_can_say_which_is_odd(hosts: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    nodes = [Node("control", layout), *(Node(f"compute-0{number}", layout) for number in range(1, hosts + 1))]
    monkeypatch.setattr(violations, "running_nodes", lambda _: nodes)
    monkeypatch.setattr(violations, "look_at", lambda *_: saying(InvariantTest("virt_type_alike-compute-02", "failed", FAILED)))
    found = look_for_violations(named(Violation("virt_type_alike", within=0)), PAIR, layout, tmp_path)
    assert (found is not None) == (hosts == 3)
    assert look_for_violations(named(), PAIR, layout, tmp_path) is None


def test_what_is_not_violated_on_this_machine_is_not_looked_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nodes = [Node(f"compute-0{number}", Layout(tmp_path)) for number in range(1, 4)]
    monkeypatch.setattr(violations, "running_nodes", lambda _: nodes)
    claim = Violation("cpu_virtualization", within=0, applies=lambda: False)
    assert look_for_violations(named(claim), PAIR, Layout(tmp_path), tmp_path) is None
