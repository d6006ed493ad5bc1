"""The control plane is asked where the profile says it is: on its hosts, or of Kubernetes; what it does not tell is a gap."""

import json
import os
from pathlib import Path

import pytest

from conformance.checks.facts.ask_control import ask_control
from conformance.config.profile_model import Connection, HostAccessRules, LogicalService, Profile, Service, ServiceKind
from conformance.inventory.inventory import Inventory
from conformance.model.cloud_facts import ControlFacts
from conformance.probe.hosts import Hosts
from conformance.probe.pods import Pods

SCHEDULER = """[DEFAULT]
transport_url = rabbit://nova:hunter2@mq
[filter_scheduler]
enabled_filters = ComputeFilter,NUMATopologyFilter
ram_weight_multiplier = 2.0
"""


def program(directory: Path, name: str, script: str) -> None:
    path = directory / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    directory = tmp_path / "bin"
    directory.mkdir()
    monkeypatch.setenv("PATH", f"{directory}:{os.environ['PATH']}")
    return directory


def ask(*group: str, **services: Service) -> ControlFacts:
    """group: the inventory's control hosts."""
    known = {LogicalService(name): service for name, service in services.items()}
    profile = Profile(hosts=HostAccessRules(connection=Connection.LOCAL), services=known)
    with Hosts(profile, Inventory(names_of_control=group)) as hosts:
        return ask_control(hosts, profile, Pods())


def supervised(name: str, *hosts: str, config: tuple[str, ...] = ()) -> Service:
    return Service(kind=ServiceKind.SUPERVISOR, name=name, hosts=hosts, config=config)


def test_services_are_asked_for_on_their_hosts_and_the_scheduler_for_its_filters(programs: Path, tmp_path: Path) -> None:
    program(programs, "supervisorctl", 'echo "nova-scheduler RUNNING pid 1"; echo "nova-api FATAL Exited too quickly"; exit 3')
    (tmp_path / "nova.conf").write_text(SCHEDULER)
    facts = ask(
        nova_scheduler=supervised("nova-scheduler", "c1", "c2", config=(str(tmp_path / "nova.conf"),)),
        nova_api=supervised("nova-api", "c1"),
        glance_api=supervised("glance-api"),
    )
    seen = [(one.where, one.state.service, one.state.running) for one in facts.services]
    assert seen == [("c1", "nova_scheduler", True), ("c2", "nova_scheduler", True), ("c1", "nova_api", False)]
    assert facts.unplaced == ("glance_api",)
    assert facts.scheduler == {"enabled_filters": "ComputeFilter,NUMATopologyFilter", "ram_weight_multiplier": "2.0"}
    assert "hunter2" not in facts.model_dump_json()


def test_hosts_of_the_inventory_are_asked_where_the_profile_names_none(programs: Path) -> None:
    program(programs, "supervisorctl", 'echo "nova-scheduler RUNNING pid 1"; exit 3')
    facts = ask("c1", "c2", nova_scheduler=supervised("nova-scheduler"), nova_api=supervised("nova-api"))
    assert [(one.where, one.state.service) for one in facts.services] == [("c1", "nova_scheduler"), ("c2", "nova_scheduler")]
    assert facts.unplaced == ("nova_api",), "it may run on hosts that nobody named"


def test_of_the_conductors_file_its_workarounds_are_read(programs: Path, tmp_path: Path) -> None:
    program(programs, "supervisorctl", 'echo "nova-conductor RUNNING pid 1"; exit 3')
    (tmp_path / "nova.conf").write_text("[workarounds]\nskip_hypervisor_version_check_on_lm = true\n[database]\nconnection = hunter2\n")
    facts = ask(nova_conductor=supervised("nova-conductor", "c1", config=(str(tmp_path / "nova.conf"),)))
    assert facts.conductor == {"skip_hypervisor_version_check_on_lm": "true"}
    assert "hunter2" not in facts.model_dump_json()


def test_a_conductor_whose_file_is_not_known_is_no_gap(programs: Path) -> None:
    program(programs, "supervisorctl", 'echo "nova-conductor RUNNING pid 1"; exit 3')
    facts = ask(nova_conductor=supervised("nova-conductor", "c1"))
    assert (facts.conductor, facts.gaps) == (None, ())


def test_a_manager_or_a_file_that_is_not_there_is_a_gap(programs: Path) -> None:
    program(programs, "supervisorctl", "echo 'unix:///run/x.sock refused connection' >&2; exit 4")
    facts = ask(nova_scheduler=supervised("nova-scheduler", "c1", config=("/nowhere/nova.conf",)))
    assert facts.services == ()
    assert {gap.what: gap.why for gap in facts.gaps} == {
        "service nova_scheduler": "c1: unix:///run/x.sock refused connection",
        "scheduler": "c1: cat: /nowhere/nova.conf: No such file or directory",
    }


def test_a_scheduler_whose_file_nova_would_refuse_is_the_clouds_fault(programs: Path, tmp_path: Path) -> None:
    program(programs, "supervisorctl", 'echo "nova-scheduler RUNNING pid 1"')
    (tmp_path / "nova.conf").write_text("no configuration\n")
    gap = ask(nova_scheduler=supervised("nova-scheduler", "c1", config=(str(tmp_path / "nova.conf"),))).gap("scheduler")
    assert gap is not None
    assert not gap.ours


def pod(node: str, *, ready: bool = True, restarts: int = 0, **state: object) -> dict[str, object]:
    status = {"name": "nova", "ready": ready, "restartCount": restarts, "state": state or {"running": {}}, "lastState": {}}
    return {"metadata": {"name": f"nova-{node}"}, "spec": {"nodeName": node}, "status": {"phase": "Running", "containerStatuses": [status]}}


def kubectl(programs: Path, *pods: dict[str, object], text: str = SCHEDULER) -> Path:
    """A kubectl that counts how often it is asked for pods."""
    count = programs.parent / "asked"
    (programs.parent / "nova.conf").write_text(text)
    program(
        programs,
        "kubectl",
        f"""case "$*" in
  *exec*) for last; do :; done; cd {programs.parent}; exec sh -c "$last" ;;
  *"--output name"*) echo pod/nova-scheduler-1 ;;
  *) echo asked >> {count}; echo '{json.dumps({"items": pods})}' ;;
esac""",
    )
    return count


POD = Service(kind=ServiceKind.KUBECTL, name="application=nova,component=scheduler", config=("nova.conf",))


def test_pods_are_asked_for_on_whatever_node(programs: Path) -> None:
    kubectl(programs, pod("n1"), pod("n2", ready=False, restarts=7, waiting={"reason": "CrashLoopBackOff"}))
    facts = ask(nova_scheduler=POD)
    (one,) = facts.services
    assert (one.where, one.state.running, one.state.trouble, one.state.restarts) == ("the cluster", False, "CrashLoopBackOff", 7)
    assert facts.scheduler == {"enabled_filters": "ComputeFilter,NUMATopologyFilter", "ram_weight_multiplier": "2.0"}


def test_pods_that_have_ended_are_of_before(programs: Path) -> None:
    ended = pod("n1", ready=False, terminated={"reason": "Evicted"}) | {"status": {"phase": "Failed", "containerStatuses": []}}
    kubectl(programs, ended, pod("n1"))
    (one,) = ask(nova_scheduler=POD).services
    assert (one.state.running, one.state.trouble) == (True, None)


def test_all_nodes_share_one_question(programs: Path) -> None:
    count = kubectl(programs, pod("n1"), pod("n2", restarts=2))
    pods = Pods()
    assert [pods.on(POD, node).restarts for node in ("n1", "n2", "n3")] == [0, 2, None]
    assert count.read_text().count("asked") == 1


def test_a_cluster_that_hangs_costs_its_timeout_once(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.probe.pods._GRACE", -13)
    asked = programs / "asked"
    program(programs, "kubectl", f"echo asked >> {asked}; exec sleep 120")
    pods = Pods()
    others = [Service(kind=ServiceKind.KUBECTL, name=f"application={number}") for number in range(20)]
    assert {pods.on(one, "n1").words for one in others} == {"kubectl timed out after 2 s"}
    assert asked.read_text().count("asked") == 1


def test_a_cluster_that_refuses_is_a_gap_that_says_so(programs: Path) -> None:
    program(programs, "kubectl", "echo 'error: You must be logged in to the server (Unauthorized)' >&2; exit 1")
    facts = ask(nova_scheduler=POD)
    assert facts.gaps[0].why == "the cluster: error: You must be logged in to the server (Unauthorized)"
    assert facts.scheduler is None


@pytest.mark.parametrize("said", ["no JSON", "[]", '{"items": [{}]}'])
def test_a_cluster_that_is_not_understood_is_a_gap_and_nothing_is_raised(programs: Path, said: str) -> None:
    program(programs, "kubectl", f"echo '{said}'")
    facts = ask(nova_scheduler=POD)
    assert [gap.why.partition(" (")[0] for gap in facts.gaps] == ["the cluster: what kubectl says is not understood"]
    assert (facts.services, facts.scheduler) == ((), None)
