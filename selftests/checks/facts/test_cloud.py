"""What the cloud's APIs say of their services, and of the time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openstack.connection import Connection

from conformance.checks.facts.ask_cloud import ask_cloud
from conformance.cloud.connection import connect
from conformance.model.cloud_facts import CloudFacts
from conformance.model.site import Site
from selftests.stand_ins.small_cloud import SDK_WARNS_OF_ITSELF, Json, SmallCloud, serve

pytestmark = SDK_WARNS_OF_ITSELF

PATH = "/block-storage/v3/os-services"
SITE = Site(cloud="small", profile="x", hosts=(), image="i", flavor="f", resize_flavor="r", network="n")


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallCloud]:
    with serve() as cloud:
        (tmp_path / "clouds.yaml").write_text(cloud.clouds_yaml())
        monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(tmp_path / "clouds.yaml"))
        yield cloud


@pytest.fixture
def conn(cloud: SmallCloud) -> Iterator[Connection]:
    with connect("small") as conn:
        yield conn


def cinder(binary: str, host: str, **changes: str) -> Json:
    """A service as Cinder lists it."""
    listed: Json = {"binary": binary, "host": host, "zone": "nova", "status": "enabled", "state": "up"}
    return listed | {"updated_at": "2026-01-01T00:00:00.000000", "disabled_reason": None, "frozen": False} | changes


def asked(conn: Connection) -> CloudFacts:
    return ask_cloud(conn, SITE)


def test_a_cloud_without_block_storage_has_no_such_services_and_no_gap(conn: Connection) -> None:
    facts = asked(conn)
    assert facts.volume_services is None
    assert facts.gap("volume_services") is None


def test_no_agents_at_all_is_what_could_not_be_seen(conn: Connection) -> None:
    """Neutron answers with an empty list to who may not list agents: a host without an agent must not be told of."""
    gap = asked(conn).gap("agents")
    assert gap is not None
    assert "policy get_agent" in gap.why


def ovn_agent(kind: str, binary: str, **configurations: str | list[str]) -> Json:
    """An agent as Neutron's OVN driver lists it."""
    listed: Json = {"id": "compute-01", "agent_type": kind, "binary": binary, "host": "compute-01", "topic": "n/a", "description": ""}
    listed |= {"heartbeat_timestamp": "2026-11-30 18:00:00", "alive": True, "admin_state_up": True, "availability_zone": ""}
    return listed | {"configurations": {"chassis_name": "compute-01", **configurations}}


@pytest.mark.parametrize(
    "said", ["provider:br-provider,ext:br-ex", ["provider:br-provider", "ext:br-ex"], ["provider:br-provider, ext:br-ex", ""]]
)
def test_the_mappings_of_ovn_are_told_by_another_name_than_those_of_open_vswitch(
    cloud: SmallCloud, conn: Connection, said: str | list[str]
) -> None:
    """In one text, or in a list, by release."""
    cloud.agents = [ovn_agent("OVN Controller agent", "ovn-controller", **{"bridge-mappings": said})]
    (agent,) = asked(conn).agents
    assert agent.mappings == {"provider": "br-provider", "ext": "br-ex"}


@pytest.mark.parametrize("said", ["", [], [""], None])
def test_an_agent_of_ovn_without_mappings_has_none(cloud: SmallCloud, conn: Connection, said: str | list[str]) -> None:
    cloud.agents = [ovn_agent("OVN Controller agent", "ovn-controller", **{"bridge-mappings": said})]
    (agent,) = asked(conn).agents
    assert agent.mappings == {}


def test_the_services_of_cinder_are_listed_by_one_request(cloud: SmallCloud, conn: Connection) -> None:
    cloud.catalog.append("block-storage")
    cloud.volume_services = [cinder("cinder-scheduler", "c"), cinder("cinder-volume", "c@lvm", state="down", status="disabled")]
    services = asked(conn).volume_services
    assert services is not None
    assert [(one.binary, one.host, one.enabled, one.up) for one in services] == [
        ("cinder-scheduler", "c", True, True),
        ("cinder-volume", "c@lvm", False, False),
    ]
    assert cloud.requests.count(f"GET {PATH}") == 1


@pytest.mark.parametrize(("path", "why"), [(PATH, "the API answered 403: "), ("/block-storage", "does not have any supported versions")])
def test_cinder_that_does_not_tell_is_a_gap(cloud: SmallCloud, conn: Connection, path: str, why: str) -> None:
    cloud.catalog.append("block-storage")
    cloud.refusals[path] = 403 if path == PATH else 404
    facts = asked(conn)
    gap = facts.gap("volume_services")
    assert facts.volume_services is None
    assert gap is not None
    assert why in gap.why


def test_the_time_is_that_of_the_cloud_whose_moments_it_is_compared_with(cloud: SmallCloud, conn: Connection) -> None:
    cloud.date = "Fri, 01 May 2026 10:00:00 GMT"
    assert asked(conn).gathered == datetime(2026, 5, 1, 10, tzinfo=UTC)


def test_it_is_our_own_where_the_cloud_tells_none(cloud: SmallCloud, conn: Connection) -> None:
    cloud.date = "soon"
    assert abs(asked(conn).gathered - datetime.now(UTC)) < timedelta(minutes=1)
