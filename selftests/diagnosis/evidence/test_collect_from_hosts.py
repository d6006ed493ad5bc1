"""Whole bundles: a recorded cloud and hosts that are reached by a real sshd."""

import json
import re
import time
from pathlib import Path

import pytest
from openstack.connection import Connection

from conformance.config.profile_model import Profile
from conformance.diagnosis.evidence.collect import collect
from conformance.diagnosis.evidence.hosts.read import Allowance
from conformance.diagnosis.evidence.hosts.reader import HostReader
from conformance.diagnosis.evidence.hosts.traces import Traces, trace
from conformance.model.evidence import Bundle, Side, Source
from conformance.model.operation import Operation
from selftests.diagnosis.evidence.hosts.bench import REQUEST, at, oslo
from selftests.diagnosis.evidence.recorded_cloud import SERVER, RecordedCloud
from selftests.stand_ins.ssh_server import SshServer, free_port

pytestmark = pytest.mark.filterwarnings("ignore::openstack.warnings._RemovedInSDKWarning")
SECRET = "s3cr3t-Value.42"


@pytest.fixture
def operation() -> Operation:
    return Operation.model_validate(
        {
            "kind": "live-migration",
            "server_id": SERVER,
            "request_id": REQUEST,
            "source": "compute-01",
            "destination": "compute-02",
            "started": at(0, "%Y-%m-%dT%H:%M:%SZ"),
            "seconds": 5,
            "outcome": "failed",
        }
    )


def gather(ssh_server: SshServer, conn: Connection, operation: Operation, services: object, *lines: str, time_limit: float = 20) -> Bundle:
    profile = Profile.model_validate({"services": services})
    inventory = lines or (ssh_server.inventory_line("compute-01"), ssh_server.inventory_line("compute-02", ansible_port=free_port()))
    with ssh_server.hosts(profile, *inventory) as hosts:
        return collect(conn, operation, "b", HostReader(hosts, profile, Allowance(seconds=5, share=2)), time_limit=time_limit)


def nova_compute(log: Path) -> dict[str, dict[str, str]]:
    return {"nova_compute": {"kind": "process", "name": "nova-compute", "log": str(log)}}


def test_lines_belong_to_their_host_and_side_and_a_host_that_is_dead_stops_none(
    ssh_server: SshServer, conn: Connection, operation: Operation, tmp_path: Path
) -> None:
    log = tmp_path / "nova-compute.log"
    log.write_text(oslo("Live Migration failure", level="ERROR", context=f"[{REQUEST}] ") + "\n")
    bundle = gather(ssh_server, conn, operation, nova_compute(log))
    (line,) = [piece for piece in bundle.evidence if piece.source is Source.NOVA_COMPUTE]
    assert (line.host, line.side, line.text) == ("compute-01", Side.SOURCE, log.read_text().strip())
    dead = [gap for gap in bundle.gaps if gap.host == "compute-02"]
    assert {gap.source for gap in dead} >= {
        Source.NOVA_COMPUTE,
        Source.LIBVIRT,
        Source.QEMU,
        Source.NEUTRON_AGENT,
        Source.DMESG,
        Source.HOST,
    }
    assert all("nothing listens at 127.0.0.1" in gap.why for gap in dead)


def test_what_the_cloud_calls_things_is_looked_for(
    cloud: RecordedCloud, ssh_server: SshServer, conn: Connection, operation: Operation, tmp_path: Path
) -> None:
    port = "0b5a41f4-3d0a-4a36-a9c2-ac1dcd0c9f26"
    local = "req-77777777-3d0a-4a36-a9c2-ac1dcd0c9f26"
    cloud.answers["/network/v2.0/ports"]["ports"] = [{"id": port, "status": "DOWN"}]
    cloud.answers[f"/compute/servers/{SERVER}"]["server"] |= {"OS-EXT-SRV-ATTR:instance_name": "instance-0000002a"}
    cloud.add_action("live-migration", local, "2026-11-21T10:00:00", [])
    log = tmp_path / "nova-compute.log"
    lines = [oslo(f"of {name}") for name in (port, local, "instance-0000002a")]
    log.write_text("\n".join([*lines, oslo("of nothing"), oslo("of instance-0000002b")]) + "\n")
    bundle = gather(ssh_server, conn, operation, nova_compute(log))
    (read,) = [piece.text for piece in bundle.evidence if piece.source is Source.NOVA_COMPUTE]
    assert read.splitlines() == lines


def test_logs_are_read_with_what_is_known_where_the_apis_do_not_answer(
    cloud: RecordedCloud, conn: Connection, operation: Operation
) -> None:
    cloud.hangs |= {f"/compute/servers/{SERVER}", "/network/v2.0/ports", f"/compute/servers/{SERVER}/os-instance-actions"}
    began = time.monotonic()
    traces = trace(conn, operation, time_limit=0.1)
    assert time.monotonic() - began < 60
    assert (traces.pattern(), traces.domain) == (f"{REQUEST}|{SERVER}", None)


def test_names_that_are_no_names_become_no_patterns(cloud: RecordedCloud, conn: Connection, operation: Operation) -> None:
    cloud.answers["/network/v2.0/ports"]["ports"] = [{"id": ".*"}, {"id": "$(reboot)"}, {"id": "x"}]
    assert trace(conn, operation).pattern() == f"{REQUEST}|{SERVER}"


def test_where_nothing_has_a_name_nothing_is_taken_for_the_operations() -> None:
    assert re.search(Traces([""]).pattern(), "any line") is None


def test_a_secret_in_any_log_is_nowhere_in_a_bundle(
    cloud: RecordedCloud, ssh_server: SshServer, conn: Connection, operation: Operation, tmp_path: Path
) -> None:
    spill = [
        f"transport_url = rabbit://nova:{SECRET}@10.0.0.5:5672/",
        f'{{"auth": {{"password": "{SECRET}"}}}}',
        f"<graphics type='vnc' passwd='{SECRET}'/>",
        f"<secret>{SECRET}</secret>",
        f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}\n-----END RSA PRIVATE KEY-----",
        f"'user_data': '{SECRET}'",
        f"X-Auth-Token: {SECRET}",
    ]
    log = tmp_path / "nova-compute.log"
    log.write_text(oslo("\n".join(["dump:", *spill]), level="ERROR", context=f"[{REQUEST}] ") + "\n")
    ssh_server.stand_in("dmesg", f"echo '[{time.clock_gettime(time.CLOCK_BOOTTIME):.6f}] password={SECRET}'")
    ssh_server.stand_in("virsh", f"echo 'error: qemu+tcp://u:{SECRET}@host/system: no'")
    cloud.answers[f"/compute/servers/{SERVER}"]["server"]["fault"] = {"code": 500, "message": f"admin_pass={SECRET}", "details": spill[1]}
    bundle = gather(ssh_server, conn, operation, nova_compute(log))
    assert {Source.NOVA_COMPUTE, Source.HOST, Source.SERVER_FAULT} <= {piece.source for piece in bundle.evidence}
    assert SECRET not in bundle.model_dump_json()
    assert Bundle.model_validate_json(bundle.model_dump_json()) == bundle


def test_services_of_the_control_plane_are_read_where_the_profile_says_that_they_run(
    ssh_server: SshServer, conn: Connection, operation: Operation, tmp_path: Path
) -> None:
    log = tmp_path / "nova-scheduler.log"
    log.write_text(oslo("Filter RamFilter returned 0 hosts", context=f"[{REQUEST}] ") + "\n")
    services = {"nova_scheduler": {"kind": "systemd", "name": "nova-scheduler", "log": str(log), "hosts": ["control-01"]}}
    names = ("compute-01", "compute-02")
    dead = [ssh_server.inventory_line(name, ansible_host="127.0.0.2", ansible_port=free_port()) for name in names]
    bundle = gather(ssh_server, conn, operation, services, ssh_server.inventory_line("control-01"), *dead)
    (line,) = [piece for piece in bundle.evidence if piece.source is Source.NOVA_SCHEDULER]
    assert (line.host, line.side) == ("control-01", None)


def test_services_of_which_the_profile_names_no_host_are_read_on_the_inventorys_control_hosts(
    ssh_server: SshServer, conn: Connection, operation: Operation, tmp_path: Path
) -> None:
    log = tmp_path / "nova-scheduler.log"
    log.write_text(oslo("Filter RamFilter returned 0 hosts", context=f"[{REQUEST}] ") + "\n")
    services = {
        "nova_scheduler": {"kind": "systemd", "name": "nova-scheduler", "log": str(log)},
        "nova_conductor": {"kind": "systemd", "name": "nova-conductor", "log": str(tmp_path / "nowhere.log")},
    }
    names = ("compute-01", "compute-02")
    dead = [ssh_server.inventory_line(name, ansible_host="127.0.0.2", ansible_port=free_port()) for name in names]
    bundle = gather(ssh_server, conn, operation, services, *dead, "[control]", ssh_server.inventory_line("control-01"))
    (line,) = [piece for piece in bundle.evidence if piece.source is Source.NOVA_SCHEDULER]
    assert (line.host, line.side) == ("control-01", None)
    (why,) = [gap.why for gap in bundle.gaps if gap.source is Source.NOVA_CONDUCTOR]
    assert why.startswith("nova_conductor does not run on these hosts, nor on the inventory's control hosts (control-01).")


def test_services_of_the_control_plane_that_run_on_a_compute_host_are_read_there(
    ssh_server: SshServer, conn: Connection, operation: Operation, tmp_path: Path
) -> None:
    log = tmp_path / "nova-conductor.log"
    log.write_text(oslo("all is well") + "\n")
    services = {
        "nova_conductor": {"kind": "systemd", "name": "nova-conductor", "log": str(log)},
        "nova_scheduler": {"kind": "systemd", "name": "nova-scheduler", "log": str(tmp_path / "nowhere.log")},
        "nova_api": {"kind": "none", "name": "-"},
    }
    why = {gap.source: gap.why for gap in gather(ssh_server, conn, operation, services).gaps if gap.host is None}
    assert why[Source.NOVA_SCHEDULER] == (
        "nova_scheduler does not run on these hosts. Name those that do in services.nova_scheduler.hosts of the profile"
    )
    assert why[Source.NEUTRON_SERVER] == (
        "the profile does not say how neutron_server runs. Add services.neutron_server to it, with its hosts"
    )
    assert Source.NOVA_CONDUCTOR not in why
    assert Source.NOVA_API not in why


def test_the_logs_of_the_parts_of_a_service_are_its_own(
    ssh_server: SshServer, conn: Connection, operation: Operation, tmp_path: Path
) -> None:
    """Neutron's agents are answered by neutron-rpc-server, whose log has what the API's has not."""
    api, rpc = tmp_path / "neutron-server.log", tmp_path / "neutron-rpc-server.log"
    api.write_text(oslo("the API", context=f"[{REQUEST}] ") + "\n")
    rpc.write_text(oslo("the RPC server", context=f"[{REQUEST}] ") + "\n")
    services = {
        "neutron_server": {"kind": "systemd", "name": "neutron-api", "log": str(api)},
        "neutron_rpc_server": {"kind": "systemd", "name": "neutron-rpc-server", "log": str(rpc), "optional": True},
        "neutron_periodic_worker": {"kind": "systemd", "name": "x", "log": str(tmp_path / "nowhere.log"), "optional": True},
    }
    names = ("compute-01", "compute-02")
    dead = [ssh_server.inventory_line(name, ansible_host="127.0.0.2", ansible_port=free_port()) for name in names]
    bundle = gather(ssh_server, conn, operation, services, *dead, "[control]", ssh_server.inventory_line("control-01"))
    said = " ".join(piece.text for piece in bundle.evidence if piece.source is Source.NEUTRON_SERVER and piece.host == "control-01")
    assert ("the API" in said, "the RPC server" in said) == (True, True)
    assert [gap for gap in bundle.gaps if gap.source is Source.NEUTRON_SERVER] == [], "a part that is not there is no gap"


def test_a_host_that_is_not_reached_is_one_gap_for_a_service_and_its_parts(
    ssh_server: SshServer, conn: Connection, operation: Operation, tmp_path: Path
) -> None:
    services = {
        name: {"kind": "systemd", "name": name, "log": str(tmp_path / "x.log")} for name in ("neutron_server", "neutron_rpc_server")
    }
    names = ("compute-01", "compute-02")
    dead = [ssh_server.inventory_line(name, ansible_host="127.0.0.2", ansible_port=free_port()) for name in names]
    control = ssh_server.inventory_line("control-01", ansible_host="127.0.0.3", ansible_port=free_port())
    bundle = gather(ssh_server, conn, operation, services, *dead, "[control]", control)
    assert len([gap for gap in bundle.gaps if gap.source is Source.NEUTRON_SERVER and gap.host == "control-01"]) == 1


def test_a_host_that_hangs_is_a_gap_in_time(ssh_server: SshServer, conn: Connection, operation: Operation, tmp_path: Path) -> None:
    ssh_server.stand_in("gawk", "exec sleep 120")
    began = time.monotonic()
    bundle = gather(ssh_server, conn, operation, nova_compute(tmp_path / "none.log"), time_limit=1)
    assert time.monotonic() - began < 60
    assert "not read within 1 s" in {gap.why for gap in bundle.gaps if gap.host == "compute-01"}


def test_pods_are_told_of_by_host_and_for_the_control_plane(
    ssh_server: SshServer, conn: Connection, operation: Operation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kubectl = tmp_path / "kubectl"
    container = {"ready": False, "restartCount": 7, "state": {"waiting": {"reason": "CrashLoopBackOff"}}}
    status = {"phase": "Running", "containerStatuses": [container]}
    items = [{"metadata": {"name": "POD-1"}, "spec": {"nodeName": "compute-01"}, "status": status}]
    kubectl.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps({'items': items})}\nEND\n")
    kubectl.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    services = {
        "nova_compute": {"kind": "kubectl", "name": "application=nova,component=compute"},
        "nova_conductor": {"kind": "kubectl", "name": "application=nova,component=conductor"},
    }
    bundle = gather(ssh_server, conn, operation, services)
    assert [(piece.host, piece.text) for piece in bundle.evidence if piece.source is Source.PODS] == [
        ("compute-01", "pod application=nova,component=compute in openstack: pod POD-1 CrashLoopBackOff (not ready), restarted 7 times"),
        ("compute-02", "pod application=nova,component=compute in openstack: there is no such pod on this node, but on compute-01"),
        (None, "pod application=nova,component=conductor in openstack: pod POD-1 CrashLoopBackOff (not ready), restarted 7 times"),
    ]
