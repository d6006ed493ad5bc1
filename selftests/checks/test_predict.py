"""What is predicted of a pair follows from the facts of its two hosts."""

from typing import Any

import pytest

from conformance.checks.host import AllHosts
from conformance.checks.invariants import registry
from conformance.checks.predict import in_order, predict, predict_all
from conformance.model.facts import Connectivity, Device, DomainType, HostFacts, UnreadFact
from conformance.model.invariant import RANK
from conformance.model.operation import OperationKind
from conformance.model.prediction import Expected, Prediction
from selftests.checks.invariants.good import CONTROL, NOW, OFFER, around, host, with_libvirt

LIVE, COLD = OperationKind.LIVE_MIGRATION, OperationKind.COLD_MIGRATION


def of(kind: OperationKind, hosts: AllHosts, source: str = "h1", destination: str = "h2") -> Prediction:
    return predict(kind, hosts.of(source), hosts.of(destination))


def test_sound_hosts_are_expected_to_work_both_ways() -> None:
    assert [one.expected for one in predict_all(around(host(), host("h2")))] == [Expected.WORKS] * 4


_CEPH = ("ceph_key_right", "ceph_monitors_reachable", "ceph_secret_right", "ceph_serves")

STOPPED_BY: dict[OperationKind, tuple[str, ...]] = {
    LIVE: (
        *("libvirt_answers", "cpu_virtualization", "acceleration", "kvm_device", "kvm_ownership", "cpu_mode", "cpu_models"),
        *("virt_type_alike", "qemu_not_older", "machine_types_known", "cpu_features_there", "instances_storage_alike"),
        *("migration_certificates_valid", "migration_port_listens", "migration_certificates_trusted"),
        *("bridges_there", *_CEPH, "instances_free", "instances_inodes", "migration_address_own", "migration_port_reachable"),
        *("own_name_resolves", "pinned_processors", "qemu_port_reachable", "security_models_alike", "state_free"),
        *("l2_agent_alive", "compute_service_runs"),
    ),
    COLD: (
        *("libvirt_answers", "cpu_virtualization", "acceleration", "kvm_device", "kvm_ownership", "cpu_mode", "cpu_models"),
        "migration_ssh_works",
        *("bridges_there", *_CEPH, "instances_free", "instances_inodes", "pinned_processors", "state_free"),
        *("l2_agent_alive", "compute_service_runs"),
    ),
}
"""What stops a migration, the one first that explains the others or is met first."""


@pytest.mark.parametrize("kind", STOPPED_BY)
def test_of_several_that_do_not_hold_the_one_that_explains_the_others_is_told(kind: OperationKind) -> None:
    stopping = [invariant for invariant in registry() if kind in invariant.about.stops]
    assert tuple(invariant.id for invariant in sorted(stopping, key=in_order)) == STOPPED_BY[kind]


def test_what_has_a_rank_of_its_own_stops_a_migration() -> None:
    ranked = [invariant for invariant in registry() if invariant.about.rank != RANK]
    assert ranked
    assert not [invariant.id for invariant in ranked if not {LIVE, COLD} & set(invariant.about.stops)]
    assert len({invariant.about.rank for invariant in ranked}) == len(ranked)


BROKEN: list[tuple[dict[str, Any], OperationKind, str, str]] = [
    ({"libvirt": with_libvirt(qemu="8.2.10")}, LIVE, "hypervisor-version-gap", "qemu_not_older"),
    ({"kvm_refused": "Permission denied"}, COLD, "kvm-permission", "kvm_device"),
    ({"kvm_inside": Device(mode="660", uid=0, gid=424)}, LIVE, "kvm-permission", "kvm_ownership"),
    ({"listening": (22,)}, LIVE, "migration-network-blocked", "migration_port_listens"),
    ({"options": {"libvirt/virt_type": "qemu"}}, LIVE, "cpu-incompatible-migration", "virt_type_alike"),
    ({"kvm_modules": (), "kvm_refused": "it is not there"}, LIVE, "kvm-unavailable", "cpu_virtualization"),
]


@pytest.mark.parametrize(("changes", "kind", "cause", "invariant"), BROKEN)
def test_what_is_broken_on_the_destination_fails_the_way_to_it_and_says_why(
    changes: dict[str, Any], kind: OperationKind, cause: str, invariant: str
) -> None:
    seen = of(kind, around(host(), host("h2", **changes)))
    assert (seen.expected, seen.cause, seen.invariant) == (Expected.FAILS, cause, invariant)
    assert seen.because is not None
    assert seen.because.startswith("expected ")


def of_two_debians(*, pinned: bool, minds: bool) -> AllHosts:
    """h1 has Debian 12's QEMU, h2 that of Debian 13."""
    options = {"libvirt/hw_machine_type": "x86_64=pc-i440fx-7.2"} if pinned else {}
    old, new = "pc-i440fx-7.2", "pc-i440fx-10.0"
    h1 = host(libvirt=with_libvirt(qemu="7.2.22", machines=(old,), domain_types=(with_machine(old),)), options=options)
    h2 = host("h2", libvirt=with_libvirt(qemu="10.0.13", machines=(old, new), domain_types=(with_machine(new),)), options=options)
    control = CONTROL.model_copy(update={"conductor": {} if minds else {"skip_hypervisor_version_check_on_lm": "true"}})
    return around(h1, h2, cloud_changes={"control": control})


def with_machine(machine: str) -> DomainType:
    return OFFER.model_copy(update={"machine": machine})


@pytest.mark.parametrize(
    ("pinned", "minds", "invariant"),
    [
        (False, True, "qemu_not_older"),
        (True, True, "qemu_not_older"),
        (False, False, "machine_types_known"),
        (True, False, None),
    ],
)
def test_of_two_debians_new_to_old_is_a_question_of_novas_check_and_of_the_machine_type(
    *, pinned: bool, minds: bool, invariant: str | None
) -> None:
    hosts = of_two_debians(pinned=pinned, minds=minds)
    back = of(LIVE, hosts, "h2", "h1")
    assert (back.invariant, back.expected) == (invariant, Expected.FAILS if invariant else Expected.WORKS)
    assert back.cause == ("hypervisor-version-gap" if invariant else None)
    others = [of(LIVE, hosts), of(COLD, hosts), of(COLD, hosts, "h2", "h1")]
    assert {one.expected for one in others} == {Expected.WORKS}


def test_what_is_broken_on_the_destination_does_not_fail_the_way_from_it() -> None:
    hosts = around(host(), host("h2", kvm_refused="Permission denied"))
    assert of(COLD, hosts, "h2", "h1").expected is Expected.WORKS


def test_a_newer_qemu_takes_guests_of_an_older_one_only() -> None:
    hosts = around(host(), host("h2", libvirt=with_libvirt(qemu="8.2.10")))
    assert of(LIVE, hosts).expected is Expected.FAILS
    assert of(LIVE, hosts, "h2", "h1").expected is Expected.WORKS


def test_a_way_that_is_barred_one_way_is_predicted_one_way_and_for_its_own_operation() -> None:
    hosts = around(host(), host("h2"), barred=lambda a, _, kind: "Host key verification failed." if (a, kind) == ("h1", "ssh") else None)
    cold = of(COLD, hosts)
    assert (cold.cause, cold.invariant) == ("resize-ssh-failed", "migration_ssh_works")
    assert cold.because == "expected h1 logs in on h2 (h2:1) as nova-compute does; seen on h1: Host key verification failed."
    assert of(COLD, hosts, "h2", "h1").expected is Expected.WORKS
    assert of(LIVE, hosts).expected is Expected.WORKS


def test_what_could_not_be_read_leaves_it_unknown_and_never_expected_to_work() -> None:
    mute = HostFacts(
        host="h2", gathered=NOW, seconds=1, gaps=(UnreadFact(what="machine", why="h2: no answer"), UnreadFact(what="libvirt", why="no"))
    )
    for kind in (LIVE, COLD):
        seen = of(kind, around(host(), mute))
        assert seen.expected is Expected.UNKNOWN
        assert seen.because


def test_a_way_that_was_not_tried_leaves_it_unknown() -> None:
    sound = around(host(), host("h2"))
    hosts = AllHosts(
        sound.profile, (host(), host("h2")), [Connectivity(source="h1", destination="h2", kind="ssh", target="x")], sound.cloud.facts
    )
    assert of(LIVE, hosts).expected is Expected.UNKNOWN


def test_what_is_known_to_fail_counts_more_than_what_is_unknown() -> None:
    blind = host("h2", listening=(22,), gaps=(UnreadFact(what="kvm_refused", why="no setpriv"),))
    assert of(LIVE, around(host(), blind)).cause == "migration-network-blocked"


def test_a_service_that_does_not_run_fails_the_ways_from_and_to_its_host_unless_something_deeper_does() -> None:
    first, *others = host().services
    stopped = (first.model_copy(update={"state": "exited", "running": False}), *others)
    hosts = around(host(), host("h2", services=stopped))
    assert [of(COLD, hosts, *way).invariant for way in (("h1", "h2"), ("h2", "h1"))] == ["compute_service_runs"] * 2
    assert of(LIVE, around(host(), host("h2", services=stopped, listening=(22,)))).invariant == "migration_port_listens"


def test_a_wrong_name_in_the_profile_predicts_nothing() -> None:
    first, *others = host().services
    unknown = (first.model_copy(update={"state": "absent", "running": False}), *others)
    assert of(LIVE, around(host(), host("h2", services=unknown))).expected is Expected.WORKS


def test_a_mistake_in_an_invariant_leaves_it_unknown_and_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(*_: object) -> None:
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr("conformance.checks.invariants._see_pair", mistaken)
    (prediction, *_) = predict_all(around(host(), host("h2")))
    assert prediction.expected is Expected.UNKNOWN
    assert "could not be judged: ZeroDivisionError: of ours" in str(prediction.because)
