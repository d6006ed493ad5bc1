"""What is said in runs in which nothing failed decides nothing."""

from pathlib import Path

import pytest

from conformance.diagnosis.classify.classify import classify
from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.model.evidence import Bundle, Evidence, Source
from conformance.model.operation import OperationKind
from conformance.model.verdict import INSUFFICIENT_EVIDENCE, UNCLASSIFIED

TAXONOMY = load_taxonomy()

LOGS = sorted((Path(__file__).parents[2] / "corpus" / "healthy").glob("*.log"))
"""Lines of the lab's services in runs in which nothing failed, each wording once; a file's name is its source."""

HEALTHY = {
    Source.SERVER_FAULT: ["server status=ACTIVE vm_state=active task_state=None power_state=1 host=compute-01"],
    Source.EVENTS: [
        "action live-migration request_id=req-5a started=2026-11-21T10:00:00.000000 message=none",
        "event compute_live_migration result=Success started=2026-11-21T10:00:00.000000 finished=2026-11-21T10:00:01.000000",
        "event compute_pre_live_migration result=Success started=2026-11-21T10:00:00.000000 finished=2026-11-21T10:00:01.000000",
    ],
    Source.MIGRATION: [
        "live-migration 3b1f from compute-01 to compute-02: status=completed created=2026-11-21T10:00:00 updated=2026-11-21T10:00:09",
        "migration 3b1f from compute-01 to compute-02: status=confirmed created=2026-11-21T10:00:00 updated=2026-11-21T10:00:09",
        "no live-migration record",
    ],
    Source.SERVICES: [
        "nova-compute on compute-02: state=up status=enabled forced_down=False reported=2026-11-21T10:00:00 disabled_reason=none"
    ],
    Source.AGENTS: [
        "Open vSwitch agent on compute-02: alive=yes admin_state_up=yes heartbeat=2026-11-21 10:00:01",
        "no Neutron agent on compute-02",
    ],
    Source.PORTS: ["port 0c9e8d55: status=ACTIVE bound_to=compute-02 vif_type=ovs vnic_type=normal", "the server has no port"],
    Source.NOVA_API: ["status ACTIVE, task None, host compute-01, migration running: not done within 300 s", "assert 'boot-1' == 'boot-2'"],
    Source.NOVA_COMPUTE: [
        "ERROR nova.compute.manager [None req-5a] No compute node record for host compute-02",
        "ERROR nova.compute.manager [-] Error updating resources for node compute-02.",
        "WARNING nova.compute.resource_tracker [-] No compute node record for compute-02:compute-02",
        "WARNING nova.virt.libvirt.driver [-] This host appears to have multiple sockets per NUMA node.",
        "ERROR oslo.messaging._drivers.impl_rabbit [-] [a1b2] AMQP server on mq:5672 is unreachable: timed out. Trying again in 1 seconds.",
        "WARNING nova.compute.manager [instance: 7c9e] Received unexpected event network-vif-plugged-0c9 for instance with vm_state active",
        "INFO nova.virt.libvirt.driver [instance: 7c9e] Instance shutdown successfully after 3 seconds.",
        "ERROR nova.virt.libvirt.driver [-] Hypervisor CPU feature group doesn't match",
        "WARNING os_brick.initiator.connectors.nvmeof [-] Process execution error in _get_host_uuid: Unexpected error.",
        "WARNING nova.virt.libvirt.imagecache [-] Unknown base file: /var/lib/nova/instances/_base/f178edba1542becf21",
        "WARNING nova.compute.resource_tracker [-] Instance 7c9e has been moved to another host compute-01(compute-01). There are "
        "allocations remaining against the source host that might need to be removed: {'resources': {'VCPU': 1}}.",
        "INFO nova.compute.manager [-] [instance: 7c9e] During sync_power_state the instance has a pending task (spawning). Skip.",
        "INFO nova.virt.libvirt.host [-] kernel doesn't support AMD SEV",
        "WARNING nova.virt.libvirt.driver [-] couldn't obtain the vcpu count from domain id: 8d2c, exception: "
        "Requested operation is not valid: cpu affinity is not supported",
        "INFO nova.compute.manager [-] Looking for unclaimed instances stuck in BUILDING status for nodes managed by this host",
        "ERROR oslo.messaging._drivers.impl_rabbit [-] Connection failed: [Errno 111] ECONNREFUSED (retrying in 2.0 seconds): "
        "ConnectionRefusedError: [Errno 111] ECONNREFUSED",
        "WARNING os_brick.initiator.connectors.base [-] Service needs to call os_brick.setup() before connecting volumes",
    ],
    Source.LIBVIRT: [
        "error : virNetSocketReadWire:1811 : End of file while reading data: Input/output error",
        "error : qemuMonitorIO:576 : internal error: End of file from qemu monitor",
    ],
    Source.QEMU: [
        "2026-11-21T10:00:00.000000Z qemu-system-x86_64: terminating on signal 15 from pid 1234 (/usr/sbin/libvirtd)",
        "qemu-system-x86_64: warning: host doesn't support requested feature: CPUID.01H:ECX.pcid [bit 17]",
    ],
    Source.NOVA_SCHEDULER: ["INFO nova.filters [req-5a] Filter ComputeFilter returned 3 host(s)"],
    Source.DMESG: ["device tap0c9e8d55-3d entered promiscuous mode", "kvm: SMP vm created on host with unstable TSC"],
    Source.AUDIT: ['type=AVC msg=audit(1): apparmor="STATUS" operation="profile_load" profile="unconfined" name="libvirt-7c9e"'],
}


@pytest.mark.parametrize("operation", OperationKind)
@pytest.mark.parametrize(("source", "text"), [(source, text) for source, texts in HEALTHY.items() for text in texts])
def test_healthy_lines_decide_nothing(operation: OperationKind, source: Source, text: str) -> None:
    evidence = Evidence(source=source, text=text, host="compute-02")
    bundle = Bundle(id="healthy", operation=operation, evidence=(evidence,), source="compute-01", destination="compute-02")
    assert classify(bundle, TAXONOMY).cause in {UNCLASSIFIED, INSUFFICIENT_EVIDENCE}


@pytest.mark.parametrize("operation", ["", "boot", "cold-migration", "live-migration"])
@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.stem)
def test_no_line_of_a_healthy_run_matches(log: Path, operation: str) -> None:
    for line in log.read_text(encoding="utf-8").splitlines():
        evidence = Evidence(source=Source(log.stem), text=line, host="compute-02")
        bundle = Bundle(id="healthy", operation=operation, evidence=(evidence,), source="compute-01", destination="compute-02")
        assert classify(bundle, TAXONOMY).cause in {UNCLASSIFIED, INSUFFICIENT_EVIDENCE}, line


@pytest.mark.parametrize("operation", ["", "boot", "live-migration"])
def test_all_logs_of_a_healthy_run_together_match_nothing(operation: str) -> None:
    assert len(LOGS) >= 10
    evidence = tuple(Evidence(source=Source(log.stem), text=log.read_text(encoding="utf-8")) for log in LOGS)
    assert classify(Bundle(id="healthy", operation=operation, evidence=evidence), TAXONOMY).cause in {UNCLASSIFIED, INSUFFICIENT_EVIDENCE}
