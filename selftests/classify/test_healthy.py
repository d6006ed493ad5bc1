"""What is said in runs in which nothing failed decides nothing."""

import pytest

from conformance.classify.classify import classify
from conformance.classify.taxonomy import load_taxonomy
from conformance.model.evidence import Bundle, Evidence, Source
from conformance.model.operation import OperationKind
from conformance.model.verdict import INSUFFICIENT_EVIDENCE, UNCLASSIFIED

TAXONOMY = load_taxonomy()

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
    ],
}


@pytest.mark.parametrize("operation", OperationKind)
@pytest.mark.parametrize(("source", "text"), [(source, text) for source, texts in HEALTHY.items() for text in texts])
def test_healthy_lines_decide_nothing(operation: OperationKind, source: Source, text: str) -> None:
    evidence = Evidence(source=source, text=text, host="compute-02")
    bundle = Bundle(id="healthy", operation=operation, evidence=(evidence,), source="compute-01", destination="compute-02")
    assert classify(bundle, TAXONOMY).cause in {UNCLASSIFIED, INSUFFICIENT_EVIDENCE}
