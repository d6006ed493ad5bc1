"""libvirt has the key by which guests open their disks in Ceph."""

import pytest

from conformance.checks.invariants import hold
from conformance.model.errors import SuiteFault
from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import CEPH, CEPH_SECRET, around, host

GONE = "Secret not found: no secret with matching uuid '457eb676-33da-42ec-9a8c-9293d545c337'"

CASE = Case(
    "ceph_secret_right",
    one(ceph_libvirt=CEPH_SECRET.model_copy(update={"key": None, "problem": GONE})),
    "libvirt has the secret 457eb676-33da-42ec-9a8c-9293d545c337",
    GONE,
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert skip("ceph_secret_right", one(ceph_libvirt=None)) == "nova.conf names no secret of libvirt's for Ceph (rbd_secret_uuid)"


def test_another_key_than_that_of_the_keyring_is_told() -> None:
    CASE._replace(
        broken=one(ceph_libvirt=CEPH_SECRET.model_copy(update={"key": "8877665544332211"})),
        expected="libvirt has the secret 457eb676-33da-42ec-9a8c-9293d545c337 with the key of client.cinder",
        seen="it has another key than nova-compute's keyring",
    ).is_told()


def test_where_nova_compute_has_no_keyring_there_is_nothing_to_compare_with() -> None:
    CASE._replace(sound=around(host(ceph=CEPH.model_copy(update={"key": None})))).holds()


def test_a_private_secret_is_not_judged() -> None:
    private = CEPH_SECRET.model_copy(update={"key": None, "problem": "error: Requested operation is not valid: secret is private"})
    with pytest.raises(SuiteFault, match="is private"):
        hold("ceph_secret_right", one(ceph_libvirt=private), "h1")
