"""Compute hosts that say what a test wants, all on this machine: real shells and files, and a virsh that prints what libvirt 9 prints."""

import os
from pathlib import Path

import pytest

from conformance.run.host_facts import AllFacts
from conformance.run.invariants import hold
from conformance.site.hosts import Hosts
from conformance.site.inventory import Inventory
from conformance.site.profile_model import Connection, Expectations, HostAccessRules, LogicalService, Paths, Profile, Service, ServiceKind

CAPABILITIES = """
<capabilities><host>
  <cpu><arch>{arch}</arch></cpu>
  {models}
  <secmodel><model>dac</model><doi>0</doi><baselabel type='kvm'>+{uid}:+{gid}</baselabel><baselabel type='qemu'>+1:+1</baselabel></secmodel>
</host></capabilities>
"""

DOMAIN_CAPABILITIES = """
<domainCapabilities><domain>{domain}</domain><cpu>
  <mode name='host-passthrough' supported='{passthrough}'/>
  <mode name='host-model' supported='yes'><model fallback='forbid'>EPYC</model></mode>
  <mode name='custom' supported='yes'>
    <model usable='yes' vendor='AMD'>EPYC</model>
    <model usable='no' vendor='Intel'>Haswell-noTSX</model>
    <model usable='unknown'>kvm64</model>
  </mode>
</cpu></domainCapabilities>
"""

VIRSH = """#!/bin/sh
[ "$1 $2" = "--connect qemu:///system" ] || exit 9
case "$3 $4 $5" in
  "capabilities  ") cat {directory}/capabilities.xml ;;
  "domcapabilities --virttype "*)
    [ -e {directory}/$5.xml ] || {{ echo "error: invalid argument: $5 is not supported" >&2; exit 1; }}
    cat {directory}/$5.xml ;;
  *) exit 9 ;;
esac
"""


class ComputeHosts:
    """Hosts h1, h2, ... that share all but their nova.conf. expect is what the profile expects of them."""

    def __init__(self, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.directory = directory
        self.expect = Expectations()
        self.nova_confs: dict[str, str] = {"h1": ""}
        (directory / "instances").mkdir()
        self.program("virsh", VIRSH.format(directory=directory))
        self.libvirt()
        monkeypatch.setenv("PATH", f"{directory}/bin:{os.environ['PATH']}")

    def program(self, name: str, script: str) -> None:
        """A program in front of this machine's own."""
        path = self.directory / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(script)
        path.chmod(0o755)

    def libvirt(self, *, models: tuple[str, ...] = (), uid: int = 0, gid: int = 0, arch: str = "x86_64", passthrough: str = "no") -> None:
        """What libvirt says of itself: security models besides dac, whom QEMU runs as, and what it can do."""
        elements = "".join(f"<secmodel><model>{model}</model><doi>0</doi></secmodel>" for model in models)
        (self.directory / "capabilities.xml").write_text(CAPABILITIES.format(models=elements, uid=uid, gid=gid, arch=arch))
        for domain in ("kvm", "qemu"):
            (self.directory / f"{domain}.xml").write_text(DOMAIN_CAPABILITIES.format(domain=domain, passthrough=passthrough))

    def hold(self, invariant: str, on: str = "h1") -> None:
        """See that an invariant holds on a host."""
        for name, text in self.nova_confs.items():
            (self.directory / f"{name}.conf").write_text(text)
        with Hosts(self._profile("h1"), Inventory()) as hosts:
            facts = AllFacts(hosts, self._profile("h1"), self.nova_confs)
            for name in self.nova_confs:
                facts.of(name).profile = self._profile(name)
            hold(invariant, facts, on)

    def _profile(self, name: str) -> Profile:
        def service(*config: Path) -> Service:
            return Service(kind=ServiceKind.PROCESS, name="x", config=tuple(str(path) for path in config))

        return Profile(
            hosts=HostAccessRules(connection=Connection.LOCAL),
            services={
                LogicalService.NOVA_COMPUTE: service(self.directory / f"{name}.conf"),
                LogicalService.NOVA_LIBVIRT: service(),
            },
            paths=Paths(instances=str(self.directory / "instances")),
            expect=self.expect,
        )
