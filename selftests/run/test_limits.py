"""Budgets are the cloud's own where they were read, else the profile's."""

from datetime import UTC, datetime

import pytest

from conformance.checks.host import AllHosts
from conformance.config.profile_model import Limits, Profile
from conformance.model.cloud_facts import CloudFacts, Provider, ProviderInventory
from conformance.model.facts import HostFacts
from conformance.run.limits import budgets_of, room_on

NOW = datetime.now(UTC)
NEEDS = {"MEMORY_MB": 512, "VCPU": 1, "DISK_GB": 0}


def _hosts(options: dict[str, str] | None = None, memory: ProviderInventory | None = None) -> AllHosts:
    facts = HostFacts(host="a", gathered=NOW, seconds=0, options=options)
    inventory = {"MEMORY_MB": memory, "VCPU": ProviderInventory(total=64, reserved=0, ratio=1)} if memory else {}
    cloud = CloudFacts(gathered=NOW, providers=(Provider(id="1", name="a", inventory=inventory),) if memory else ())
    return AllHosts(Profile(), [facts], cloud=cloud)


@pytest.mark.parametrize(
    ("configured", "limit", "out"),
    [
        ({"DEFAULT/max_concurrent_live_migrations": "3"}, None, 3),
        ({"DEFAULT/max_concurrent_live_migrations": "3"}, 2, 2),
        ({"DEFAULT/max_concurrent_live_migrations": "3"}, 9, 3),
        ({"DEFAULT/max_concurrent_live_migrations": "0"}, None, 1),
        ({"DEFAULT/max_concurrent_live_migrations": "0"}, 4, 4),
        ({"DEFAULT/max_concurrent_live_migrations": "many"}, None, 1),
        ({}, None, 1),
        ({}, 5, 1),
        (None, None, 1),
        (None, 5, 5),
    ],
)
def test_a_host_sends_as_many_as_it_is_configured_to_and_the_profile_lets_it(
    configured: dict[str, str] | None, limit: int | None, out: int
) -> None:
    assert budgets_of(Limits(migrations_out=limit), _hosts(configured), NEEDS).out_of("a") == out


def test_of_hosts_that_nobody_asked_the_profile_says_it() -> None:
    budgets = budgets_of(Limits(migrations_out=2, migrations_in=3, migrations_at_once=7, instances_at_once=9), None, NEEDS)
    assert (budgets.out_of("x"), budgets.into_of("x"), budgets.migrations, budgets.instances) == (2, 3, 7, 9)


def test_no_more_arrive_on_a_host_than_fit_and_leave_it_its_headroom() -> None:
    hosts = _hosts(memory=ProviderInventory(total=4096, reserved=1024, ratio=1.0, used=512))
    assert room_on(Limits(), hosts.of("a"), NEEDS) == 5
    assert room_on(Limits(memory_headroom_mib=1536), hosts.of("a"), NEEDS) == 2
    assert budgets_of(Limits(migrations_in=4, memory_headroom_mib=1536), hosts, NEEDS).into_of("a") == 2
    assert budgets_of(Limits(migrations_in=1), hosts, NEEDS).into_of("a") == 1


def test_a_host_that_is_full_still_gets_its_turn_to_say_so() -> None:
    hosts = _hosts(memory=ProviderInventory(total=512, reserved=0, ratio=1.0, used=512))
    assert room_on(Limits(), hosts.of("a"), NEEDS) == 0
    assert budgets_of(Limits(), hosts, NEEDS).into_of("a") == 1


def test_what_placement_did_not_tell_limits_nothing() -> None:
    assert room_on(Limits(), _hosts().of("a"), NEEDS) is None
    assert budgets_of(Limits(migrations_in=3), _hosts(), NEEDS).into_of("a") == 3


def test_what_a_host_lets_out_at_a_time_is_limited_whatever_it_says() -> None:
    hosts = _hosts({"DEFAULT/max_concurrent_live_migrations": "999999999999"})
    assert budgets_of(Limits(), hosts, {}).out_of("a") == 1000
