"""There is room for instances."""

import pytest

from conformance.checks.invariants import hold
from conformance.model.errors import CloudFault
from selftests.checks.invariants.broken import one, path, under
from selftests.checks.invariants.case import Case

CASE = Case("instances_free", one(file_systems=(path(free=3584),)), "at least 5 GiB free under /var/lib/nova/instances", "3.5 GiB")


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_an_image_cache_on_a_disk_of_its_own_is_looked_at_too() -> None:
    base = "/var/lib/nova/instances/_base"
    with pytest.raises(CloudFault) as space:
        hold("instances_free", one(file_systems=(path(), under(base, free_mib=512))), "h1")
    assert (space.value.expected, space.value.seen) == (f"at least 5 GiB free under {base}", "0.5 GiB")
    with pytest.raises(CloudFault) as inodes:
        hold("instances_inodes", one(file_systems=(path(), under(base, inodes_free=1))), "h1")
    assert inodes.value.seen == "0.1 % (1)"
