"""A host that is too full is known before anything is asked for."""

import pytest

from conformance.config.profile_model import Limits
from conformance.discovery.headroom import without_room
from conformance.instances.context import RunContext
from selftests.stand_ins.fake_cloud import Disturbance, FakeCloud

NEEDS = {"VCPU": 1, "MEMORY_MB": 100, "DISK_GB": 0}


def _look(run: RunContext, **limits: int) -> dict[str, str]:
    return without_room(run.conn, run.site.hosts, NEEDS, Limits(**limits))


def test_a_host_with_room_for_two_is_none_of_them(cloud: FakeCloud, run: RunContext) -> None:
    cloud.inventories["a"] = {"MEMORY_MB": {"total": 250, "reserved": 50}}
    assert _look(run) == {}


@pytest.mark.parametrize(
    ("inventory", "used", "said"),
    [
        ({"total": 199}, 0, "199 MiB of memory are free, and a run wants 200"),
        ({"total": 400}, 201, "199 MiB of memory are free, and a run wants 200"),
        ({"total": 300, "reserved": 101}, 0, "199 MiB of memory are free, and a run wants 200"),
        ({"total": 100, "allocation_ratio": 1.5}, 0, "150 MiB of memory are free, and a run wants 200"),
    ],
)
def test_what_is_missing_is_said(cloud: FakeCloud, run: RunContext, inventory: dict[str, float], used: int, said: str) -> None:
    cloud.inventories["a"] = {"MEMORY_MB": inventory}
    cloud.usages["a"] = {"MEMORY_MB": used}
    assert _look(run) == {"a": said}


def test_the_headroom_of_the_profile_stays_free(cloud: FakeCloud, run: RunContext) -> None:
    cloud.inventories["a"] = {"MEMORY_MB": {"total": 1000}}
    assert _look(run, memory_headroom_mib=800) == {}
    assert _look(run, memory_headroom_mib=801) == {"a": "1000 MiB of memory are free, and a run wants 1001"}


def test_what_placement_does_not_say_is_no_lack_of_room(cloud: FakeCloud, run: RunContext) -> None:
    cloud.disturb = lambda method, path: Disturbance(404) if path.endswith("/inventories") else None
    assert _look(run) == {}
