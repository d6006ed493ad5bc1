"""Releases of the lab, and regressions of an upgrade, as far as no lab is needed."""

from pathlib import Path

import pytest

from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from lab.errors import LabError
from lab.installed.releases import NEWEST, RELEASES, lock_of, next_of
from lab.layout import CONTROL, Layout
from lab.lifecycle import StartProgress
from lab.nodes.node import Node
from lab.services import compute, control
from lab.services.files import RELEASE, release_of, write_files
from lab.services.rendering import Renderer, load_secrets
from lab.upgrade import commands
from lab.upgrade.commands import upgrade_part
from lab.upgrade.regression import NamedRegression, all_regressions
from lab.upgrade.rehearsal import GateAnswer

REGRESSIONS = all_regressions()

OF_THE_GATE = {"guest-restarted", "host-left-behind", "version-pin-left", "downtime-longer", "schema-not-migrated"}
"""Causes that the gate itself gives, and no failure of a test."""


def test_each_release_has_a_lock_file_of_its_nova_and_leads_to_the_next() -> None:
    for release, nova in zip(RELEASES, ("nova==31.", "nova==33.", "nova==34."), strict=True):
        assert [line for line in lock_of(release).read_text().splitlines() if line.startswith(nova)]
    assert [next_of(release) for release in RELEASES[:-1]] == list(RELEASES[1:])
    with pytest.raises(LabError, match="newest"):
        next_of(NEWEST)


@pytest.mark.parametrize("release", RELEASES)
def test_a_node_says_of_which_release_its_services_are(tmp_path: Path, release: str) -> None:
    layout = Layout(tmp_path)
    renderer = Renderer(layout, tmp_path / "environment", load_secrets(layout), release)
    for name, files in ((CONTROL, control.files(renderer)), ("compute-01", compute.files(renderer, "compute-01"))):
        node = Node(name, layout)
        assert release_of(node) == NEWEST
        write_files(node, files)
        assert release_of(node) == release
        assert {file.path for file in files} >= {RELEASE, "/etc/nova/nova.conf", "/etc/neutron/neutron.conf"}


def test_a_lab_that_is_down_cannot_be_upgraded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # whether or not one runs on this machine
    monkeypatch.setattr(commands, "running_nodes", lambda _: [])
    with pytest.raises(LabError, match=f"up --release {RELEASES[-2]}"):
        upgrade_part(Layout(tmp_path), CONTROL, StartProgress(lambda _: None))


@pytest.mark.parametrize("named", REGRESSIONS, ids=lambda named: named.name)
def test_a_regression_says_what_it_does_and_its_fault_can_be_injected(named: NamedRegression) -> None:
    assert named.does
    assert set(named.regression.causes) <= {cause.id for cause in load_taxonomy().causes} | OF_THE_GATE
    fault = named.named_fault
    assert fault is None or fault.fault.inject is not None


def test_only_a_no_go_for_the_cause_on_the_host_counts() -> None:
    reason = {"cause": "cpu-incompatible", "where": "compute-01", "what": "a migration failed"}
    assert GateAnswer(1, "no-go", [reason]).names(("cpu-incompatible",), "compute-01")
    assert not GateAnswer(1, "no-go", [reason]).names(("cpu-incompatible",), "compute-02")
    assert not GateAnswer(1, "no-go", [reason]).names(("disk-full",), "compute-01")
    of_the_cloud = {"cause": "compute-service-down", "where": "", "what": "compute_services_up: down: nova-compute on compute-01"}
    assert GateAnswer(1, "no-go", [of_the_cloud]).names(("compute-service-down",), "compute-01")
    assert not GateAnswer(3, "undecided", [reason]).names(("cpu-incompatible",), "compute-01")
