"""Why a step is no-go."""

from conformance.model.cloud_facts import Provider, ProviderInventory
from conformance.model.hosts import HostPair
from conformance.model.operation import OperationKind
from conformance.report.compare.compare import compare
from conformance.report.compare.comparison import DowntimeChange, SlowOperation
from conformance.report.run_file import TestOutcome
from conformance.upgrade.reasons import (
    differing_in_upgrade,
    failed_before,
    failures,
    inventory_changes,
    left_behind,
    longer_downtimes,
    not_looked_at,
    not_tested,
    of_canaries,
    too_old,
    untested,
)
from selftests.report.compare.runs import failed, record, run

OLD, NEW = "33.0.2", "34.0.0"


def test_what_failed_before_for_the_same_cause_is_no_reason_and_for_another_cause_is_one() -> None:
    before = run(failed("same", "disk-full", "a"), failed("other", "disk-full", "a"), record("new"))
    now = run(failed("same", "disk-full", "a"), failed("other", "hypervisor-down", "a"), failed("new", "disk-full", "b"))
    but = failed_before(compare(before, now))
    assert [reason.cause for reason in failures(now, but=but)] == ["hypervisor-down", "disk-full"]
    assert len(failures(now)) == 3


def test_a_broken_test_is_no_reason_against_but_leaves_it_undecided() -> None:
    broken = run(record("t", TestOutcome.BROKEN, reason="compute-01: no answer"))
    assert failures(broken) == []
    assert "no answer" in not_tested(broken)[0].what


def test_configuration_that_differs_between_releases_is_no_regression_of_a_step() -> None:
    differs, other = failed("a", invariant="nova_conf_alike"), failed("b", invariant="kvm_device")
    assert differing_in_upgrade(run(differs, other, record("c"))) == {"a"}


def test_hosts_too_old_for_the_new_control_plane_are_named_before_it_is_started() -> None:
    found = too_old({"nova": {"a": OLD, "b": "31.3.1"}, "libvirt": {"a": "9.0.0"}}, "34")
    assert [(reason.where, reason.cause) for reason in found] == [("b", "compute-service-too-old")]


def test_a_host_that_is_not_of_the_release_that_was_upgraded_to_is_left_behind() -> None:
    versions = {"nova": {"a": NEW, "b": OLD, "c": OLD}}
    assert [reason.where for reason in left_behind(versions, "34")] == ["b", "c"]
    assert [reason.where for reason in left_behind(versions, None)] == ["a"]
    assert list(left_behind({"nova": {"a": NEW, "b": NEW}}, "34")) == []
    assert list(left_behind({}, "34")) == []


def provider(name: str, total: int = 8, consumers: tuple[str, ...] = ()) -> Provider:
    return Provider(id=name, name=name, inventory={"VCPU": ProviderInventory(total=total, reserved=0, ratio=4)}, consumers=consumers)


def test_inventories_and_allocations_must_be_as_before() -> None:
    before = [provider("a", consumers=("kept", "lost", "deleted")), provider("b"), provider("c")]
    after = [provider("a", consumers=("new",)), provider("b", total=4, consumers=("kept",))]
    found = [(reason.where, reason.what) for reason in inventory_changes(before, after, frozenset({"kept", "lost"}))]
    assert found == [
        ("b", "Placement's inventory of VCPU was total 8, reserved 0, ratio 4, and is total 4, reserved 0, ratio 4"),
        ("c", "Placement does not know it as a resource provider any more"),
        ("a", "server lost has lost its allocations"),
    ]
    assert list(inventory_changes(before, before, frozenset({"kept"}))) == []


def test_what_happened_to_a_canary_is_its_cause() -> None:
    seen = ("it was started anew, as boot 1. Nova was asked for: reboot", "memory damaged, disk intact", "12.0 s without an answer", "gone")
    found = of_canaries(run(*(failed(f"t{number}", expected="e", seen=text) for number, text in enumerate(seen))))
    assert [reason.cause for reason in found] == ["guest-restarted", "guest-damaged", "guest-unreachable", None]


def test_a_downtime_that_is_longer_than_noise_is_a_reason() -> None:
    pair = HostPair(source="a", destination="b")
    slow = SlowOperation(kind=OperationKind.LIVE_MIGRATION, pair=pair, seconds=3.0, usual=0.5, factor=6.0, limit=2.0)
    found = compare(run(record("t")), run(record("t"), name="now")).model_copy(update={"downtime": DowntimeChange(longer=(slow,))})
    (reason,) = longer_downtimes(found)
    assert (reason.where, reason.cause) == ("a-to-b", "downtime-longer")
    assert reason.what == "downtime of live migration is 3.00 s, 6.0 times the usual 0.50 s"


def test_what_is_skipped_after_an_upgrade_is_said_and_is_no_pass() -> None:
    skipped = record("t", TestOutcome.SKIPPED, reason="disabled", kind=OperationKind.BOOT, host="a")
    before = run(record("t", kind=OperationKind.BOOT, host="a"), record("u"))
    assert [(one.where, one.what) for one in untested(compare(before, run(skipped, record("u"), name="now")))] == [
        ("a", "boot was tested before, and not now: disabled")
    ]
    looks = (record("v", TestOutcome.SKIPPED, reason="disabled", host="a"), record("u", host="b"))
    reverted = record("r", kind=OperationKind.RESIZE, host="c")
    assert [one.where for one in not_looked_at(["a", "b", "c"], run(*looks, reverted))] == ["a", "c"]
