"""The run's security group lets in what the suite itself needs, and nothing else."""

import json

import pytest

from conformance.config.profile import load_profile
from conformance.instances.context import RunContext
from conformance.instances.security_group import security_group
from conformance.model.errors import UsageProblem
from selftests.fixtures.run import MakeRun
from selftests.stand_ins.fake_cloud import FakeCloud


def _run(cloud: FakeCloud, make_run: MakeRun, **guest: object) -> RunContext:
    path = cloud.directory / "fake.yaml"
    profile = json.loads(path.read_text())
    profile["guest"] |= guest
    path.write_text(json.dumps(profile))
    return make_run()


def _rules(cloud: FakeCloud) -> list[dict[str, object]]:
    rules = [dict(rule) for rule in cloud.rules]
    assert {rule.pop("direction") for rule in rules} <= {"ingress"}
    assert {rule.pop("security_group_id") for rule in rules} <= set(cloud.groups)
    return rules


def test_nothing_is_let_in_where_nothing_is_claimed_of_a_guests_network(cloud: FakeCloud, make_run: MakeRun) -> None:
    security_group(_run(cloud, make_run, reachable=False))
    assert _rules(cloud) == []


@pytest.mark.parametrize(("probe_port", "ports"), [(None, [22]), (22, [22]), (4711, [22, 4711])])
def test_only_ssh_and_the_probe_are_let_in(cloud: FakeCloud, make_run: MakeRun, probe_port: int | None, ports: list[int]) -> None:
    security_group(_run(cloud, make_run, reachable=True, probe_port=probe_port))
    assert _rules(cloud) == [
        {"ethertype": version, "protocol": "tcp", "port_range_min": port, "port_range_max": port}
        for port in ports
        for version in ("IPv4", "IPv6")
    ]


def test_only_from_the_networks_that_the_profile_names(cloud: FakeCloud, make_run: MakeRun) -> None:
    security_group(_run(cloud, make_run, reachable=True, probe_port=None, reachable_from=["192.0.2.0/24", "2001:db8::7"]))
    assert [(rule["ethertype"], rule["remote_ip_prefix"]) for rule in _rules(cloud)] == [
        ("IPv4", "192.0.2.0/24"),
        ("IPv6", "2001:db8::7/128"),
    ]


@pytest.mark.parametrize("networks", [[], ["192.0.2.1/24"], ["jump-host"], [22], "192.0.2.0/24"])
def test_what_is_no_network_is_refused_with_its_key(cloud: FakeCloud, make_run: MakeRun, networks: object) -> None:
    _run(cloud, make_run)
    path = cloud.directory / "fake.yaml"
    path.write_text(json.dumps({"guest": {"reachable_from": networks}}))
    with pytest.raises(UsageProblem, match=r"guest\.reachable_from"):
        load_profile(str(path))
