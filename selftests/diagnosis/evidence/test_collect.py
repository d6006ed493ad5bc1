"""Collecting over HTTP, with the real SDK, from a cloud that answers what it was told to."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from openstack.connection import Connection

from conformance.diagnosis.evidence.collect import MOST_OF_ALL, MOST_PIECES, MOST_TEXT, MOST_WORDS, collect
from conformance.model.evidence import Bundle, Evidence, Gap, Side, Source
from conformance.model.operation import Operation, OperationKind, Outcome
from selftests.diagnosis.evidence.recorded_cloud import SERVER, RecordedCloud, now

MIGRATION = "0d5e8c1f-9a55-4c0e-8d37-2b8f6a1c4e90"

pytestmark = pytest.mark.filterwarnings("ignore::openstack.warnings._RemovedInSDKWarning")


def operation(kind: OperationKind = OperationKind.LIVE_MIGRATION, **changes: object) -> Operation:
    values: dict[str, object] = {"server_id": SERVER, "source": "compute-01", "destination": "compute-02", "request_id": "req-global"}
    return Operation.model_validate(
        values | {"kind": kind, "started": datetime.now(UTC), "seconds": 1.0, "outcome": Outcome.FAILED} | changes
    )


def of(bundle: Bundle, source: Source) -> list[Evidence]:
    return [evidence for evidence in bundle.evidence if evidence.source is source]


def test_a_fault_is_read_with_message_and_traceback(cloud: RecordedCloud, conn: Connection) -> None:
    cloud.answers[f"/compute/servers/{SERVER}"]["server"].update(
        {
            "status": "ERROR",
            "OS-EXT-STS:task_state": "spawning",
            "fault": {"code": 500, "message": "No valid host", "details": "Traceback: x"},
        }
    )
    (fault,) = of(collect(conn, operation(OperationKind.BOOT), "b"), Source.SERVER_FAULT)
    assert "status=ERROR" in fault.text
    assert "task_state=spawning" in fault.text
    assert fault.text.endswith("fault 500: No valid host\nTraceback: x")


def test_events_belong_to_their_hosts_and_sides(cloud: RecordedCloud, conn: Connection) -> None:
    event = {"event": "compute_pre_live_migration", "result": "Error", "start_time": "1", "finish_time": "2"}
    cloud.add_action(
        "live-migration",
        "req-local",
        "2026-11-21T10:00:00",
        [event | {"host": "compute-02", "details": "why", "traceback": "Traceback: y"}],
    )
    action, seen = of(collect(conn, operation(), "b"), Source.EVENTS)
    assert "req-local" in action.text
    assert (seen.host, seen.side) == ("compute-02", Side.DESTINATION)
    assert "details: why\nTraceback: y" in seen.text


def test_the_action_with_the_request_id_is_taken_before_a_later_one(cloud: RecordedCloud, conn: Connection) -> None:
    cloud.add_action("live-migration", "req-global", "2026-11-21T10:00:00", [])
    cloud.add_action("live-migration", "req-later", "2026-11-21T11:00:00", [])
    assert "request_id=req-global" in of(collect(conn, operation(), "b"), Source.EVENTS)[0].text


def test_else_the_latest_action_of_the_operations_kind_is_taken(cloud: RecordedCloud, conn: Connection) -> None:
    for action, request, start in (
        ("live-migration", "req-1", "10:00"),
        ("live-migration", "req-2", "11:00"),
        ("reboot", "req-3", "12:00"),
    ):
        cloud.add_action(action, request, f"2026-11-21T{start}:00", [])
    assert "request_id=req-2" in of(collect(conn, operation(), "b"), Source.EVENTS)[0].text


def test_the_latest_migration_record_of_this_server_is_read(cloud: RecordedCloud, conn: Connection) -> None:
    record = {"migration_type": "live-migration", "source_compute": "compute-01", "dest_compute": "compute-02", "instance_uuid": SERVER}
    cloud.answers["/compute/os-migrations"]["migrations"] = [
        record | {"uuid": "old", "status": "completed", "created_at": "2026-11-21T09:00:00"},
        record | {"uuid": "new", "status": "error", "created_at": "2026-11-21T10:00:00"},
        record | {"uuid": "other", "status": "error", "created_at": "2026-11-21T11:00:00", "instance_uuid": "another"},
    ]
    (migration,) = of(collect(conn, operation(), "b"), Source.MIGRATION)
    assert migration.text.startswith("live-migration new from compute-01 to compute-02: status=error")


def test_agents_and_services_are_read_of_the_operations_hosts_only(cloud: RecordedCloud, conn: Connection) -> None:
    cloud.answers["/network/v2.0/agents"]["agents"] = [
        {
            "id": host,
            "agent_type": "Open vSwitch agent",
            "host": host,
            "alive": alive,
            "admin_state_up": True,
            "heartbeat_timestamp": now(1),
        }
        for host, alive in (("compute-01", True), ("compute-02", False), ("compute-03", True))
    ]
    cloud.answers["/compute/os-services"]["services"] = [
        {"id": host, "binary": "nova-compute", "host": host, "state": "up", "status": "enabled", "updated_at": now(1)}
        for host in ("compute-01", "compute-03")
    ]
    bundle = collect(conn, operation(), "b")
    assert [(piece.host, "alive=yes" in piece.text) for piece in of(bundle, Source.AGENTS)] == [("compute-01", True), ("compute-02", False)]
    here, gone = of(bundle, Source.SERVICES)
    assert "nova-compute on compute-01: state=up" in here.text
    assert gone.text == "nova-compute on compute-02: not registered"


@pytest.mark.parametrize(
    ("kind", "alive", "told"),
    [
        ("OVN Controller agent", [], ["OVN controllers: none is alive, on 3 hosts"]),
        ("OVN Controller agent", ["compute-03"], []),
        ("OVN Controller agent", ["compute-01", "compute-02", "compute-03"], []),
        ("Open vSwitch agent", [], []),
    ],
)
def test_that_ovn_is_dead_everywhere_is_told_of_no_host(
    cloud: RecordedCloud, conn: Connection, kind: str, alive: list[str], told: list[str]
) -> None:
    """Their heartbeat goes through ovn-northd and a database, whose failure is that of no host."""
    cloud.answers["/network/v2.0/agents"]["agents"] = [
        {"id": host, "agent_type": kind, "host": host, "alive": host in alive, "admin_state_up": True, "heartbeat_timestamp": now(1)}
        for host in ("compute-01", "compute-02", "compute-03")
    ]
    pieces = of(collect(conn, operation(), "b"), Source.AGENTS)
    assert [piece.text for piece in pieces if piece.host is None] == told


def test_ports_belong_to_the_host_they_are_bound_to(cloud: RecordedCloud, conn: Connection) -> None:
    cloud.answers["/network/v2.0/ports"]["ports"] = [
        {"id": "p1", "status": "DOWN", "binding:host_id": "compute-02", "binding:vif_type": "binding_failed", "binding:vnic_type": "normal"}
    ]
    (port,) = of(collect(conn, operation(), "b"), Source.PORTS)
    assert (port.host, port.side) == ("compute-02", Side.DESTINATION)
    assert "vif_type=binding_failed" in port.text


def test_what_fails_is_a_gap_and_stops_nothing_else(cloud: RecordedCloud, conn: Connection) -> None:
    cloud.answers["/compute/os-migrations"] = 403
    bundle = collect(conn, operation(), "b")
    (gap,) = [gap for gap in bundle.gaps if gap.source is Source.MIGRATION]
    assert "403" in gap.why
    assert of(bundle, Source.SERVER_FAULT)
    assert of(bundle, Source.PORTS)


def test_what_hangs_is_a_gap_and_stops_nothing_else(cloud: RecordedCloud, conn: Connection) -> None:
    cloud.hangs.add("/network/v2.0/ports")
    began = time.monotonic()
    # long enough for all others on a busy machine
    bundle = collect(conn, operation(), "b", time_limit=4)
    assert time.monotonic() - began < 60
    assert [gap.why for gap in bundle.gaps if gap.source is Source.PORTS] == ["not read within 4 s"]
    assert of(bundle, Source.SERVER_FAULT)


def test_hosts_that_the_run_has_no_access_to_are_gaps(conn: Connection) -> None:
    bundle = collect(conn, operation(), "b")
    assert [gap.host for gap in bundle.gaps if gap.source is Source.NOVA_COMPUTE] == ["compute-01", "compute-02"]


def provider(cloud: RecordedCloud, name: str) -> None:
    cloud.answers["/compute/os-hypervisors/detail"]["hypervisors"].append(
        {"id": name, "hypervisor_hostname": f"{name}.example.org", "service": {"host": name, "id": name}}
    )
    found = {"uuid": f"uuid-{name}", "name": f"{name}.example.org", "root_provider_uuid": f"uuid-{name}"}
    cloud.answers["/placement/resource_providers"]["resource_providers"].append(found)
    cloud.answers[f"/placement/resource_providers/uuid-{name}/usages"] = {"usages": {"VCPU": 7}}
    inventory = {"total": 2, "reserved": 0, "allocation_ratio": 4.0, "max_unit": 2}
    cloud.answers[f"/placement/resource_providers/uuid-{name}/inventories"] = {"inventories": {"VCPU": inventory}}


def hypervisor(cloud: RecordedCloud, name: str, version: int) -> None:
    cloud.answers["/compute/os-hypervisors/detail"]["hypervisors"].append(
        {
            "id": name,
            "hypervisor_hostname": f"{name}.example.org",
            "service": {"host": name, "id": name},
            "hypervisor_type": "QEMU",
            "hypervisor_version": version,
        }
    )


@pytest.mark.parametrize(
    ("source", "destination", "older"),
    [(7002022, 7002001, "QEMU 7.2.1 and QEMU 7.2.22"), (7002001, 7002022, None), (8002002, 8002002, None)],
)
def test_a_destination_that_nova_knows_as_older_is_told(
    cloud: RecordedCloud, conn: Connection, source: int, destination: int, older: str | None
) -> None:
    for name, version in (("compute-01", source), ("compute-02", destination), ("compute-021", 1)):
        hypervisor(cloud, name, version)
    seen = of(collect(conn, operation(), "b"), Source.HYPERVISORS)
    assert [piece.host for piece in seen[:2]] == ["compute-01", "compute-02"]
    assert [piece.text for piece in seen[2:]] == ([f"hypervisor on compute-02 is older than on compute-01: {older}"] if older else [])


def test_placement_says_what_there_is_and_who_holds_it(cloud: RecordedCloud, conn: Connection) -> None:
    for name in ("compute-01", "compute-02", "compute-03"):
        provider(cloud, name)
    record = {"migration_type": "live-migration", "source_compute": "compute-01", "dest_compute": "compute-02", "instance_uuid": SERVER}
    cloud.answers["/compute/os-migrations"]["migrations"] = [record | {"id": 1, "uuid": MIGRATION, "status": "error", "created_at": "1"}]
    cloud.answers[f"/placement/allocations/{SERVER}"] = {"allocations": {"uuid-compute-01": {"resources": {"VCPU": 1, "MEMORY_MB": 96}}}}
    cloud.answers[f"/placement/allocations/{MIGRATION}"] = {"allocations": {}}
    source, destination, holders = of(collect(conn, operation(), "b"), Source.PLACEMENT)
    assert source.text == "provider compute-01.example.org: VCPU used=7 of 8 (total=2 reserved=0 ratio=4.0 max_unit=2)"
    assert [(piece.host, piece.side) for piece in (source, destination)] == [("compute-01", Side.SOURCE), ("compute-02", Side.DESTINATION)]
    assert holders.text.splitlines() == [
        "the server holds compute-01.example.org: MEMORY_MB=96 VCPU=1",
        f"migration {MIGRATION} (error) holds no allocations",
    ]


def test_placement_tells_of_all_hosts_where_the_operation_has_none(cloud: RecordedCloud, conn: Connection) -> None:
    for name in ("compute-01", "compute-02"):
        provider(cloud, name)
    bundle = collect(conn, operation(OperationKind.BOOT, source=None, destination=None), "b")
    assert [piece.host for piece in of(bundle, Source.PLACEMENT)] == ["compute-01", "compute-02", None]


def test_a_host_without_a_provider_is_said_to_have_none(cloud: RecordedCloud, conn: Connection) -> None:
    provider(cloud, "compute-01")
    told = of(collect(conn, operation(), "b"), Source.PLACEMENT)
    assert told[1].text == "compute-02: Placement has no resource provider of it"


def test_volumes_of_the_server_are_told_of(cloud: RecordedCloud, conn: Connection) -> None:
    cloud.answers[f"/compute/servers/{SERVER}"]["server"]["os-extended-volumes:volumes_attached"] = [{"id": "v1"}]
    attachment = {"server_id": SERVER, "host_name": "compute-01", "device": "/dev/vda"}
    cloud.answers["/volume/v3/volumes/v1"] = {"volume": {"id": "v1", "status": "error_attaching", "size": 1, "attachments": [attachment]}}
    (volume,) = of(collect(conn, operation(), "b"), Source.VOLUMES)
    assert volume.text.startswith("volume v1: status=error_attaching size=1 ")
    assert volume.text.endswith(f"attached={SERVER} on compute-01 as /dev/vda")


def test_the_image_is_told_with_the_flavor_it_must_fit(cloud: RecordedCloud, conn: Connection) -> None:
    flavor = {
        "original_name": "tiny",
        "vcpus": 1,
        "ram": 96,
        "disk": 1,
        "ephemeral": 0,
        "swap": 0,
        "extra_specs": {"hw:cpu_policy": "dedicated"},
    }
    cloud.answers[f"/compute/servers/{SERVER}"]["server"] |= {"image": {"id": "i1"}, "flavor": flavor}
    cloud.answers["/image/v2/images/i1"] = {
        "id": "i1",
        "status": "active",
        "disk_format": "qcow2",
        "virtual_size": 99,
        "hw_firmware_type": "uefi",
    }
    (image,) = of(collect(conn, operation(), "b"), Source.IMAGE)
    assert "disk=1 " in image.text
    assert "hw:cpu_policy=dedicated" in image.text
    assert "image i1: status=active disk_format=qcow2 " in image.text
    assert "virtual_size=99 " in image.text
    assert "hw_firmware_type=uefi" in image.text


def test_the_console_belongs_to_the_host_that_the_server_is_on(cloud: RecordedCloud, conn: Connection) -> None:
    server = cloud.answers[f"/compute/servers/{SERVER}"]["server"]
    server |= {"name": "x", "addresses": {}, "OS-EXT-SRV-ATTR:host": "compute-02"}
    cloud.answers[f"/compute/servers/{SERVER}/action"] = {"output": "Kernel panic - not syncing"}
    (console,) = of(collect(conn, operation(), "b"), Source.CONSOLE)
    assert (console.text, console.host, console.side) == ("Kernel panic - not syncing", "compute-02", Side.DESTINATION)


def test_secrets_are_gone_before_a_bundle_exists(cloud: RecordedCloud, conn: Connection) -> None:
    cloud.answers[f"/compute/servers/{SERVER}"]["server"]["fault"] = {"code": 500, "message": "no", "details": "rabbit://nova:hunter2@mq/"}
    assert "hunter2" not in collect(conn, operation(), "b").model_dump_json()


def test_an_operation_without_a_server_has_the_hosts_evidence(conn: Connection) -> None:
    bundle = collect(conn, operation(OperationKind.BOOT, server_id=None, source=None), "b")
    assert {piece.source for piece in bundle.evidence} == {Source.SERVICES, Source.AGENTS, Source.PLACEMENT}


def test_an_answer_of_any_length_becomes_evidence_of_bounded_length(conn: Connection) -> None:
    def endless(conn: Connection, operation: Operation) -> Iterator[Evidence | Gap]:
        yield Evidence(source=Source.CONSOLE, text="x" * 10_000_000)
        yield Gap(source=Source.CONSOLE, why="y" * 1_000_000)
        while True:
            yield Evidence(source=Source.CONSOLE, text="z")

    def large(conn: Connection, operation: Operation) -> Iterator[Evidence]:
        while True:
            yield Evidence(source=Source.PORTS, text=" " * MOST_TEXT)

    def fails(conn: Connection, operation: Operation) -> Iterator[Evidence]:
        raise ValueError("v" * 1_000_000)

    bundle = collect(conn, operation(), "b", collectors={Source.CONSOLE: endless, Source.IMAGE: fails, Source.PORTS: large})  # type: ignore[dict-item] # gaps, too
    assert max(len(piece.text) for piece in bundle.evidence) < MOST_TEXT + 100
    assert "9737856 more characters are left out" in bundle.evidence[0].text
    assert max(len(gap.why) for gap in bundle.gaps) < MOST_WORDS + 100
    assert len(bundle.evidence) + len(bundle.gaps) <= MOST_PIECES + 40
    assert sum(len(piece.text) for piece in of(bundle, Source.PORTS)) <= MOST_OF_ALL
    assert any(": the others were left out" in gap.why for gap in bundle.gaps)
