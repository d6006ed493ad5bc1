"""What the cloud's APIs say of their services, and of the time."""

from collections.abc import Callable, Iterator
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


def test_of_a_cell_that_does_not_answer_little_is_known_and_of_the_others_all(
    cloud: SmallCloud, conn: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.add_host("compute1")
    cloud.services.append({"binary": "nova-compute", "host": "compute2", "status": "UNKNOWN"})
    lost = {
        "id": "5e1bd1ae-0b0c-4b6c-9e3c-4d6a6c1f1f4e",
        "status": "UNKNOWN",
        "created": "2026-01-01T00:00:00Z",
        "tenant_id": "p",
        "links": [],
    }
    sound = lost | {"id": "7c9e1a2b-3344-5566-7788-99aabbccddee", "name": "app", "status": "ACTIVE", "OS-EXT-SRV-ATTR:host": "compute1"}
    say(cloud, monkeypatch, {"/compute/servers/detail": {"servers": [lost, sound]}})
    facts = asked(conn)
    assert [(one.host, one.enabled, one.up, one.cell_answers) for one in facts.services] == [
        ("compute1", True, True, True),
        ("compute2", True, False, False),
    ]
    assert [(one.name, one.status, one.host) for one in facts.servers] == [("", "UNKNOWN", None), ("app", "ACTIVE", "compute1")]
    assert (facts.gap("services"), facts.gap("servers")) == (None, None)


def say(cloud: SmallCloud, monkeypatch: pytest.MonkeyPatch, documents: dict[str, Json]) -> None:
    """Have the cloud answer so, besides."""
    answer = cloud.answer
    monkeypatch.setattr(
        cloud, "answer", lambda method, path, body: (200, documents[path]) if path in documents else answer(method, path, body)
    )


PAGED: dict[str, tuple[str, Callable[[str], Json]]] = {
    "/compute/os-hypervisors/detail": ("hypervisors", lambda n: {"id": n, "hypervisor_hostname": f"h{n}", "service": {"host": f"h{n}"}}),
    "/compute/servers/detail": ("servers", lambda n: {"id": n, "name": f"s{n}", "status": "ACTIVE"}),
    "/compute/flavors/detail": ("flavors", lambda n: {"id": n, "name": f"f{n}", "extra_specs": {"hw:numa_nodes": "1"}}),
    "/network/v2.0/agents": (
        "agents",
        lambda n: {"id": n, "agent_type": "x", "host": f"h{n}", "alive": True, "admin_state_up": True, "configurations": {}},
    ),
    "/network/v2.0/ports": ("ports", lambda n: {"id": n, "device_id": n, "device_owner": "compute:nova"}),
}
"""Lists that come in pages, of a size that the cloud's own configuration limits."""


class Paged:
    """Answers by pages of two, five entries in all, whatever is asked for."""

    def __init__(self, cloud: SmallCloud, path: str) -> None:
        self.what, entry = PAGED[path]
        self.entries = [entry(f"{number:08}-0000-0000-0000-000000000000") for number in range(5)]
        self._path, self._answer = path, cloud.answer_to
        cloud.answer_to = self  # type: ignore[method-assign]

    def __call__(self, method: str, path: str, query: dict[str, list[str]], body: Json) -> tuple[int, Json]:
        if path != self._path:
            return self._answer(method, path, query, body)
        ids = [entry["id"] for entry in self.entries]
        first = ids.index(query["marker"][0]) + 1 if "marker" in query else 0
        more = {f"{self.what}_links": [{"rel": "next", "href": "http://wrong.invalid/"}]} if first + 2 < len(ids) else {}
        return 200, {self.what: self.entries[first : first + 2]} | more


@pytest.mark.parametrize("path", PAGED)
def test_lists_are_read_to_their_last_page(cloud: SmallCloud, conn: Connection, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    say(cloud, monkeypatch, {"/compute/servers/detail": {"servers": []}})
    what = Paged(cloud, path).what
    facts = asked(conn)
    found = facts.numa_flavors if what == "flavors" else getattr(facts, what, ())
    if what == "ports":
        # of each it is asked whether its server is there
        assert len({one for one in cloud.requests if "/compute/servers/0" in one}) == 5
    else:
        assert len(found) == 5


MAPPINGS: dict[str, Json] = {
    "Open vSwitch": {"bridge_mappings": {"ext": "br-ex", "lan": "br-lan"}},
    "OVN": {"bridge-mappings": ["ext:br-ex", "lan:br-lan"], "chassis_name": "c"},
    "OVN of before": {"bridge-mappings": "ext:br-ex,lan:br-lan"},
}


def agent(**configurations: object) -> Json:
    return {"agent_type": "x", "host": "h1", "alive": True, "admin_state_up": True, "configurations": configurations}


@pytest.mark.parametrize("of", MAPPINGS)
def test_bridge_mappings_are_read_as_each_agent_tells_them(
    cloud: SmallCloud, conn: Connection, monkeypatch: pytest.MonkeyPatch, of: str
) -> None:
    say(cloud, monkeypatch, {"/network/v2.0/agents": {"agents": [agent(**MAPPINGS[of])]}})
    assert [one.mappings for one in asked(conn).agents] == [{"ext": "br-ex", "lan": "br-lan"}]


def test_networks_on_interfaces_are_read(cloud: SmallCloud, conn: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    told = [agent(interface_mappings={"physnet1": "eth1"}), agent(device_mappings={"sriov": ["ens1f0", "ens1f1"]}), agent()]
    say(cloud, monkeypatch, {"/network/v2.0/agents": {"agents": told}})
    assert [one.interfaces for one in asked(conn).agents] == [("physnet1",), ("sriov",), ()]
