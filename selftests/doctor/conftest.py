"""A site to examine: the small cloud, and hosts with a container engine that is a stand-in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.doctor.diagnose import diagnose
from conformance.doctor.finding import Diagnosis
from selftests.probe.answers import state
from selftests.stand_ins.services import engine
from selftests.stand_ins.small_cloud import SmallCloud

PROFILE = """
title: A site
guest: {image: cirros, network: guests}
services:
  nova_compute: {kind: docker, name: nova_compute, config: [/etc/hostname, /etc/nowhere/], log: /etc/hosts}
  nova_libvirt: {kind: docker, name: nova_libvirt}
  l2_agent: {kind: docker, name: neutron_openvswitch_agent, alternatives: [{name: ovn_controller}]}
"""

WELL = dict.fromkeys(("nova_compute", "nova_libvirt", "ovn_controller"), state("running", "healthy"))


class SiteUnderTest:
    """Two compute hosts, both this machine; tests change what they like before they have it examined."""

    def __init__(self, cloud: SmallCloud, directory: Path) -> None:
        self.cloud = cloud
        self.profile = directory / "site.yaml"
        self.inventory = directory / "hosts.ini"
        self.programs = directory / "bin"
        self.programs.mkdir()
        self.profile.write_text(PROFILE)
        self.lines(local("compute-01"), local("compute-02"))
        self.stand_in("docker", engine(**WELL))
        self.stand_in("virsh", "exit 0")

    def lines(self, *lines: str) -> None:
        """The hosts of the inventory."""
        self.inventory.write_text("\n".join(["[compute]", *lines]))

    def say(self, text: str) -> None:
        """Add to the profile."""
        self.profile.write_text(f"{self.profile.read_text()}{text}\n")

    def stand_in(self, program: str, script: str) -> None:
        """Put a program in front of this machine's own."""
        path = self.programs / program
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def examine(self, timeout: float = 5) -> Diagnosis:
        """Have it examined."""
        return diagnose("small", str(self.profile), self.inventory, timeout=timeout)

    def complaints(self, timeout: float = 5) -> list[str]:
        """All that is not ok, each as one line."""
        findings = self.examine(timeout).findings
        assert not any("\n" in finding.text for finding in findings)
        return [f"{finding.status} {finding.subject}: {finding.text}" for finding in findings if finding.status != "ok"]


def local(name: str) -> str:
    """A host that is this machine; an inventory refuses two that have one address."""
    return f"{name} ansible_connection=local ansible_host={name}.local"


@pytest.fixture
def site(small_cloud: SmallCloud, clouds_yaml: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SiteUnderTest:
    site = SiteUnderTest(small_cloud, tmp_path)
    monkeypatch.setenv("PATH", str(site.programs), prepend=":")
    return site
