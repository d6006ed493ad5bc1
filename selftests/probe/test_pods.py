import re
import shutil
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from conformance.config.profile_model import Service, ServiceKind
from conformance.probe.pods import Pods
from conformance.probe.service_state import Health, Seen
from selftests.stand_ins.kubernetes import serve_cluster
from selftests.stand_ins.services import container, kubectl, pod

COMPUTE = Service(kind=ServiceKind.KUBECTL, name="application=nova,component=compute", container="nova-compute")
CONDUCTOR = Service(kind=ServiceKind.KUBECTL, name="application=nova,component=conductor")


@pytest.fixture
def bin_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """First on the PATH."""
    directory = tmp_path / "bin"
    directory.mkdir()
    monkeypatch.setenv("PATH", str(directory), prepend=":")
    return directory


def stand_in(bin_directory: Path, script: str) -> None:
    (bin_directory / "kubectl").write_text(f"#!/bin/sh\n{script}\n")
    (bin_directory / "kubectl").chmod(0o755)


def seen(bin_directory: Path, service: Service, node: str | None, *pods: dict[str, Any]) -> Seen:
    stand_in(bin_directory, kubectl(nova=list(pods)))
    return Pods().on(service, node)


# the statuses of the containers of the pod on the node, and what is made of them
READINGS = [
    ([container("nova-compute")], Health.RUNNING, "pod nova-compute-x7 running"),
    ([container("nova-compute", restarts=2)], Health.RUNNING, "pod nova-compute-x7 running, restarted 2 times"),
    ([container("nova-compute"), container("nova-compute-ssh", ready=False)], Health.RUNNING, "pod nova-compute-x7 running"),
    (
        [container("nova-compute", ready=False, restarts=9, waiting="CrashLoopBackOff", killed=True)],
        Health.UNHEALTHY,
        "pod nova-compute-x7 CrashLoopBackOff (not ready), restarted 9 times, OOMKilled",
    ),
    ([container("nova-compute", ready=False)], Health.UNHEALTHY, "pod nova-compute-x7 running (not ready)"),
    ([container("nova")], Health.ABSENT, "pod nova-compute-x7 has no container nova-compute"),
]


@pytest.mark.parametrize(("containers", "health", "words"), READINGS)
def test_a_pod_is_as_its_container_is(bin_directory: Path, containers: list[Any], health: Health, words: str) -> None:
    told = seen(
        bin_directory, COMPUTE, "compute-01", pod("nova-compute-x7", "compute-01", *containers), pod("nova-compute-y1", "compute-02")
    )
    assert (told.health, told.words) == (health, words)


def ended(reason: str, seconds_ago: float) -> dict[str, Any]:
    moment = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    return {"terminated": {"reason": reason, "finishedAt": moment.strftime("%Y-%m-%dT%H:%M:%SZ")}}


# how a container ended last, and how many seconds ago; how many seconds ago its restart is told to be, if it is
LATELY = [("OOMKilled", 30, 30), ("Error", 500, 500), ("Error", 700, None)]


@pytest.mark.parametrize(("reason", "ago", "told"), LATELY)
def test_a_pod_of_which_a_container_was_restarted_lately_runs_and_is_not_well(
    bin_directory: Path, reason: str, ago: int, told: int | None
) -> None:
    status = container("nova-compute", restarts=1) | {"lastState": ended(reason, ago)}
    found = seen(bin_directory, COMPUTE, "compute-01", pod("nova-compute-x7", "compute-01", status))
    assert found.running
    assert found.health is (Health.RUNNING if told is None else Health.UNHEALTHY)
    trouble = re.fullmatch(rf"nova-compute restarted (\d+) s ago \({reason}\)", found.trouble or "")
    assert (trouble and ago <= int(trouble[1]) < ago + 30) if told else trouble is None


def test_what_a_pod_waits_for_before_its_containers_start_is_its_trouble(bin_directory: Path) -> None:
    starting = pod("nova-compute-x7", "compute-01", container("nova-compute", ready=False, waiting="PodInitializing"), phase="Pending")
    starting["status"]["initContainerStatuses"] = [container("init", ready=False, waiting="ImagePullBackOff")]
    found = seen(bin_directory, COMPUTE, "compute-01", starting)
    assert (found.running, found.trouble) == (False, "ImagePullBackOff, PodInitializing")


def test_of_several_pods_on_a_node_all_must_run(bin_directory: Path) -> None:
    good, bad = container("nova-compute"), container("nova-compute", ready=False, waiting="CrashLoopBackOff")
    found = seen(bin_directory, COMPUTE, "compute-01", pod("a", "compute-01", good), pod("b", "compute-01", bad))
    assert (found.running, found.words) == (False, "1 of 2 pods are ready, pod b CrashLoopBackOff (not ready)")
    other = pod("b", "compute-01", container("nova-compute-ssh"))
    assert seen(bin_directory, COMPUTE, "compute-01", pod("a", "compute-01", good), other).words == "pod a running"


def test_a_pod_that_is_not_scheduled_is_unhealthy(bin_directory: Path) -> None:
    pending = pod("nova-conductor-1", "", phase="Pending")
    del pending["spec"]["nodeName"]
    assert seen(bin_directory, CONDUCTOR, None, pending).words == "pod nova-conductor-1 pending"


def test_pods_that_have_ended_do_not_count(bin_directory: Path) -> None:
    ended = pod("nova-compute-old", "compute-01", container("nova-compute", ready=False), phase="Failed")
    assert seen(bin_directory, COMPUTE, "compute-01", ended).health is Health.ABSENT


# the node of the only pod, and what is said of a node that has none
NOWHERE = [
    ("compute-02", "there is no such pod on this node, but on compute-02"),
    ("compute-01-b", "there is no such pod on this node, but on compute-01-b"),
]


# what Kubernetes calls a node, and what Nova does: by the charts' defaults the full name
CALLED = [("compute-01", "compute-01.example.org"), ("compute-01.example.org", "Compute-01"), ("compute-01", "compute-01")]


@pytest.mark.parametrize(("node", "host"), CALLED)
def test_a_node_is_found_by_its_short_name_and_its_full_one(bin_directory: Path, node: str, host: str) -> None:
    others = (pod("nova-compute-y1", "compute-011"), pod("nova-compute-y2", "compute-02.example.org"))
    told = seen(bin_directory, COMPUTE, host, pod("nova-compute-x7", node, container("nova-compute")), *others)
    assert told.words == "pod nova-compute-x7 running"
    assert Pods().node_called(COMPUTE, host) == node
    assert Pods().node_called(COMPUTE, "compute-07.example.org") == "compute-07.example.org"


def test_a_name_that_fits_two_nodes_is_told(bin_directory: Path) -> None:
    pods = (pod(f"nova-compute-{domain}", f"compute-01.{domain}", container("nova-compute")) for domain in ("a", "b"))
    assert seen(bin_directory, COMPUTE, "compute-01", *pods).words == (
        "Kubernetes has compute-01.a, compute-01.b, and Nova calls this node compute-01: one of them must have a name that fits it alone"
    )


@pytest.mark.parametrize(("node", "words"), NOWHERE)
def test_a_node_without_pod_is_told_where_there_are_some(bin_directory: Path, node: str, words: str) -> None:
    told = seen(bin_directory, COMPUTE, "compute-01", pod("nova-compute-x7", node, container("nova-compute")))
    assert (told.health, told.words) == (Health.ABSENT, words)


def test_a_selector_without_pods_is_told(bin_directory: Path) -> None:
    assert seen(bin_directory, COMPUTE, "compute-01").words == "there is no such pod"


def test_the_control_plane_is_well_if_all_of_its_pods_are(bin_directory: Path) -> None:
    good, bad = container("nova-conductor"), container("nova-conductor", ready=False, waiting="CrashLoopBackOff")
    two = seen(bin_directory, CONDUCTOR, None, pod("nova-conductor-1", "c1", good), pod("nova-conductor-2", "c2", good))
    assert (two.health, two.words) == (Health.RUNNING, "2 of 2 pods are ready")
    one = seen(bin_directory, CONDUCTOR, None, pod("nova-conductor-1", "c1", bad), pod("nova-conductor-2", "c2", good))
    assert (one.health, one.words) == (Health.UNHEALTHY, "1 of 2 pods are ready, pod nova-conductor-1 CrashLoopBackOff (not ready)")


def test_kubectl_is_asked_once_for_all_nodes(bin_directory: Path) -> None:
    stand_in(bin_directory, kubectl(nova=[pod("x", "compute-01", container("nova-compute"))]))
    pods = Pods()
    for node in ("compute-01", "compute-02", "compute-03"):
        pods.on(COMPUTE, node)
    assert len((bin_directory / "kubectl.log").read_text().splitlines()) == 1


REFUSAL = (
    'Error from server (Forbidden): pods is forbidden: User "x" cannot list resource "pods" in API group "" in the namespace "openstack"'
)


def test_a_refusal_is_told_for_that_question_alone(bin_directory: Path) -> None:
    stand_in(bin_directory, f"case $* in *kube-system*) echo '{{\"items\": []}}' ;; *) echo '{REFUSAL}' >&2; exit 1 ;; esac")
    pods = Pods()
    assert pods.on(COMPUTE, "compute-01") == Seen(health=Health.UNASKED, words=REFUSAL)
    assert pods.on(COMPUTE.model_copy(update={"namespace": "kube-system"}), "compute-01").health is Health.ABSENT


def test_a_cluster_that_does_not_answer_is_asked_once(bin_directory: Path) -> None:
    said = "The connection to the server localhost:8080 was refused - did you specify the right host or port?"
    stand_in(bin_directory, f'echo x >> "$(dirname "$0")/asked"; echo "{said}" >&2; exit 1')
    pods = Pods()
    assert pods.on(COMPUTE, "compute-01") == pods.on(CONDUCTOR, None) == Seen(health=Health.UNASKED, words=said)
    assert (bin_directory / "asked").read_text() == "x\n"


def test_a_machine_without_kubectl_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert Pods().on(COMPUTE, "compute-01").words.startswith("there is no program 'kubectl' on this machine")


needs_kubectl = pytest.mark.skipif(shutil.which("kubectl") is None, reason="there is no kubectl on this machine")


@pytest.fixture
def kubeconfig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration to write, and no other."""
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("KUBECACHEDIR", str(tmp_path / "cache"))
    return tmp_path / "config"


@needs_kubectl
def test_kubectl_itself_is_understood(kubeconfig: Path) -> None:
    pods = {"application=nova,component=compute": [pod("nova-compute-x7", "compute-01", container("nova-compute", restarts=1))]}
    with serve_cluster(kubeconfig, pods):
        told = Pods()
        assert told.on(COMPUTE, "compute-01").words == "pod nova-compute-x7 running, restarted 1 time"
        assert told.on(COMPUTE, "compute-02").words == "there is no such pod on this node, but on compute-01"
        assert told.on(CONDUCTOR, None).words == "there is no such pod"
        elsewhere = told.on(COMPUTE.model_copy(update={"namespace": "secret"}), "compute-01")
        assert (elsewhere.health, elsewhere.words) == (
            Health.UNASKED,
            'Error from server (Forbidden): pods is forbidden: User "x" cannot list resource "pods" in the namespace "secret"',
        )


@needs_kubectl
def test_kubectl_itself_over_a_dead_cluster_is_understood(kubeconfig: Path) -> None:
    with serve_cluster(kubeconfig, {}):
        pass
    told = Pods().on(COMPUTE, "compute-01")
    assert told.health is Health.UNASKED
    assert "was refused" in told.words


@needs_kubectl
def test_kubectl_itself_over_a_mute_cluster_costs_its_time_once(kubeconfig: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.probe.pods._GRACE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        kubeconfig.write_text(
            f'{{"apiVersion": "v1", "kind": "Config", "current-context": "x", "users": [], '
            f'"clusters": [{{"name": "x", "cluster": {{"server": "http://127.0.0.1:{mute.getsockname()[1]}"}}}}], '
            f'"contexts": [{{"name": "x", "context": {{"cluster": "x"}}}}]}}'
        )
        pods = Pods(timeout=1)
        first = pods.on(COMPUTE, "compute-01")
        assert first.health is Health.UNASKED
        assert pods.on(CONDUCTOR, None) == first
