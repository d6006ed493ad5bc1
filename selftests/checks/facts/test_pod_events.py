"""What Kubernetes warns of is read as kubectl gives it, events of the older and the newer kind alike, of the pods of services alone."""

import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from conformance.checks.facts.ask_pod_events import in_pods, pod_warnings
from conformance.config.profile_model import LogicalService, Profile, Service, ServiceKind
from conformance.model.cloud_facts import PodWarning
from conformance.model.facts import UnreadFact
from conformance.probe.pods import Pods
from selftests.stand_ins.kubernetes import serve_cluster

Json = dict[str, Any]

SELECTOR = "application=nova,component=compute"
COMPUTE = Service(kind=ServiceKind.KUBECTL, name=SELECTOR)
PROFILE = Profile(services={LogicalService.NOVA_COMPUTE: COMPUTE})
FAILED_MOUNT = 'MountVolume.SetUp failed for volume "nova-etc" : secret "nova-compute-default" not found'
UNSCHEDULABLE = "0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports. preemption: not helpful"


def pod(name: str, *, phase: str = "Running", ready: bool = True) -> Json:
    conditions = [{"type": "Initialized", "status": "True"}, {"type": "Ready", "status": str(ready)}]
    metadata = {"name": name, "namespace": "openstack", "generateName": "nova-compute-default-"}
    return {"metadata": metadata, "spec": {"nodeName": "n1"}, "status": {"phase": phase, "conditions": conditions, "containerStatuses": []}}


def moment(minutes_ago: float) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


def event(name: str, reason: str, message: str, **changes: Any) -> Json:
    """An event of the core API, as kubelets write it, of Kubernetes 1.32."""
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": f"{name}.183f5c0f6a3b21d4", "namespace": "openstack", "creationTimestamp": moment(55)},
        "involvedObject": {"apiVersion": "v1", "kind": "Pod", "name": name, "namespace": "openstack", "uid": "deb2b4f7"},
        "reason": reason,
        "message": message,
        "source": {"component": "kubelet", "host": "n1"},
        "reportingComponent": "kubelet",
        "reportingInstance": "n1",
        "firstTimestamp": moment(55),
        "lastTimestamp": moment(5),
        "eventTime": None,
        "count": 14,
        "type": "Warning",
    } | changes


def scheduled(name: str, **changes: Any) -> Json:
    """One of events.k8s.io, as the scheduler writes it and kubectl shows it."""
    older: Json = {"firstTimestamp": None, "lastTimestamp": None, "source": {}, "reportingComponent": "default-scheduler"}
    newer = {"eventTime": moment(50)[:-1] + ".123456Z", "action": "Scheduling"}
    found = event(name, "FailedScheduling", UNSCHEDULABLE) | older | newer | changes
    del found["count"]
    return found


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """First on the PATH."""
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


def stand_in(programs: Path, pods: list[Json], events: str) -> None:
    """Kubectl, which counts how often it is asked for events."""
    (programs / "pods.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": pods}))
    (programs / "kubectl").write_text(f"""#!/bin/sh
case "$*" in
  *" get pods "*) cat {programs}/pods.json ;;
  "--request-timeout="*"s --namespace openstack get events --field-selector type=Warning,involvedObject.kind=Pod --output json")
    echo asked >> {programs}/asked; {events} ;;
  *) echo "unexpected: $*" >&2; exit 9 ;;
esac
""")
    (programs / "kubectl").chmod(0o755)


def warnings(programs: Path, pods: list[Json], *events: Json) -> tuple[PodWarning, ...]:
    (programs / "events.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": events}))
    stand_in(programs, pods, f"cat {programs}/events.json")
    found, gaps = pod_warnings(PROFILE, Pods())
    assert gaps == ()
    return found


def test_an_event_of_a_pod_is_told_with_its_count_and_age(programs: Path) -> None:
    name = "nova-compute-default-x7"
    (one,) = warnings(programs, [pod(name, ready=False)], event(name, "FailedMount", FAILED_MOUNT))
    assert (one.service, one.reason, one.count, one.message) == ("nova_compute", "FailedMount", 14, FAILED_MOUNT)
    assert (one.there, one.ready) == (True, False)
    assert 295 < one.seconds_ago < 330


def test_an_event_of_the_newer_kind_is_told_by_its_series_or_its_own_time(programs: Path) -> None:
    series = {"count": 9, "lastObservedTime": moment(2)[:-1] + ".654321Z"}
    once, often = scheduled("nova-compute-default-x7"), scheduled("nova-compute-default-x7", series=series)
    first, second = warnings(programs, [pod("nova-compute-default-x7", phase="Pending", ready=False)], once, often)
    assert (first.count, second.count) == (9, 1)
    assert 115 < first.seconds_ago < 150
    assert 2995 < second.seconds_ago < 3030


def test_of_pods_that_are_gone_those_are_told_whose_successors_are_there(programs: Path) -> None:
    events = [event(name, "Evicted", "The node was low on resource: memory.") for name in ("nova-compute-default-a1", "db-sync-b2")]
    (one,) = warnings(programs, [pod("nova-compute-default-x7")], *events)
    assert (one.pod, one.there, one.ready) == ("nova-compute-default-a1", False, False)


def test_a_pod_that_has_ended_is_there_no_more(programs: Path) -> None:
    ended = pod("nova-compute-default-a1", phase="Failed", ready=False)
    (one,) = warnings(programs, [ended, pod("nova-compute-default-x7")], event("nova-compute-default-a1", "BackOff", "Back-off"))
    assert not one.there


def test_a_flood_is_bounded(programs: Path) -> None:
    flood = [event("nova-compute-default-x7", "BackOff", "x" * 5000) for _ in range(200)]
    found = warnings(programs, [pod("nova-compute-default-x7")], *flood)
    assert len(found) == 50
    assert {len(one.message) for one in found} == {300}


def test_a_namespace_is_asked_once_for_all_its_services(programs: Path) -> None:
    stand_in(programs, [], "echo '{\"items\": []}'")
    scheduler = COMPUTE.model_copy(update={"name": "application=nova,component=scheduler"})
    both = Profile(services={LogicalService.NOVA_COMPUTE: COMPUTE, LogicalService.NOVA_SCHEDULER: scheduler})
    assert pod_warnings(both, Pods()) == ((), ())
    assert (programs / "asked").read_text() == "asked\n"


REFUSAL = 'Error from server (Forbidden): events is forbidden: User "x" cannot list resource "events" in the namespace "openstack"'

TROUBLES = [
    (f"echo '{REFUSAL}' >&2; exit 1", f"namespace openstack: {REFUSAL}"),
    ("echo '{}'", "namespace openstack: what kubectl says is not understood (KeyError: 'items')"),
]


@pytest.mark.parametrize(("answer", "why"), TROUBLES)
def test_events_that_may_not_be_read_are_a_gap(programs: Path, answer: str, why: str) -> None:
    stand_in(programs, [pod("nova-compute-default-x7")], answer)
    assert pod_warnings(PROFILE, Pods()) == ((), (UnreadFact(what="pod_warnings", why=why),))


def test_a_profile_without_pods_asks_nothing() -> None:
    elsewhere = COMPUTE.model_copy(update={"kind": ServiceKind.SYSTEMD, "alternatives": (COMPUTE,)})
    profile = Profile(services={LogicalService.NOVA_COMPUTE: elsewhere})
    assert not in_pods(profile)
    assert pod_warnings(profile, Pods()) == ((), ())


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="there is no kubectl on this machine")
def test_kubectl_itself_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("KUBECACHEDIR", str(tmp_path / "cache"))
    name = "nova-compute-default-x7"
    others = [event(name, "Pulled", "Container image already present", type="Normal"), event("n1", "OOMKilling", "Out of memory")]
    others[1]["involvedObject"] = {"kind": "Node", "name": "n1", "uid": "n1"}
    events = [event(name, "FailedMount", FAILED_MOUNT), scheduled(name), *others]
    with serve_cluster(tmp_path / "config", {SELECTOR: [pod(name, ready=False)]}, events):
        found, gaps = pod_warnings(PROFILE, Pods())
    assert gaps == ()
    assert [(one.reason, one.count, one.ready) for one in found] == [("FailedMount", 14, False), ("FailedScheduling", 1, False)]
