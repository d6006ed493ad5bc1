"""This machine as a compute host: its own kernel and shells, with stand-ins for the clients that print what the real ones print."""

import os
from pathlib import Path

import pytest

from conformance.checks.facts.gather import gather
from conformance.config.clients import Clients
from conformance.config.profile_model import Connection, HostAccessRules, LogicalService, Paths, Profile, Service, ServiceKind
from conformance.inventory.inventory import Inventory
from conformance.model.facts import HostFacts
from conformance.probe.hosts import Hosts
from conformance.probe.pods import Pods
from conformance.probe.program import PATHS

CAPABILITIES = """
<capabilities><host>
  <cpu><arch>x86_64</arch><model>EPYC</model><feature name='topoext'/></cpu>
  <secmodel><model>apparmor</model><doi>0</doi></secmodel>
  <secmodel><model>dac</model><doi>0</doi><baselabel type='kvm'>+{uid}:+{gid}</baselabel><baselabel type='qemu'>+1:+1</baselabel></secmodel>
</host><guest><arch name='x86_64'><machine>pc-i440fx-9.0</machine><machine canonical='pc-i440fx-9.0'>pc</machine></arch></guest>
</capabilities>
"""

DOMAIN_CAPABILITIES = """
<domainCapabilities><domain>$5</domain><machine>pc-i440fx-9.0</machine><cpu>
  <mode name='host-passthrough' supported='no'/>
  <mode name='host-model' supported='yes'><model fallback='forbid'>EPYC</model></mode>
  <mode name='custom' supported='yes'><model usable='yes'>EPYC</model><model usable='no'>Haswell-noTSX</model></mode>
</cpu></domainCapabilities>
"""

VIRSH = """#!/bin/sh
[ "$1 $2 $3" = "--quiet --connect qemu:///system" ] || exit 9
shift 1
case "$3" in
  version) echo "Using library: libvirt 10.0.0"; echo "Running hypervisor: QEMU 9.0.2" ;;
  capabilities) cat <<END
{capabilities}
END
  ;;
  domcapabilities)
    [ "$5" != {missing} ] || {{ echo "error: invalid argument: $5 is not supported" >&2; exit 1; }}
    cat <<END
{domain_capabilities}
END
  ;;
  nodeinfo) echo "CPU model:           x86_64"; echo "CPU(s):              8"; echo "Memory size:         32768000 KiB" ;;
  list) echo 7c9e1a2b-3344-5566-7788-99aabbccddee; [ "$4" != --all ] || echo 00000000-3344-5566-7788-99aabbccddee ;;
esac
"""

OVS = """#!/bin/sh
case "$*" in
  *list-br) echo br-ex; echo br-int ;;
  *Open_vSwitch) echo '{"data":[[["map",[["ovn-encap-ip","192.0.2.1"],["system-id","x"]]]]],"headings":["external_ids"]}' ;;
  *) echo '{"data":[["vxlan",["map",[["local_ip","192.0.2.1"],["remote_ip","192.0.2.2"]]]]],"headings":["type","options"]}' ;;
esac
"""

SUPERVISOR = """#!/bin/sh
echo "libvirtd                         RUNNING   pid 7, uptime 0:01:00"
echo "nova-compute                     BACKOFF   Exited too quickly (process log may have details)"
exit 3
"""


class Machine:
    """A host `here`, whose services run under supervisord; its instances are under the directory."""

    def __init__(self, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.directory = directory
        self.instances = directory / "instances"
        self.instances.mkdir()
        self.kvm = directory / "kvm"
        self.nova_conf = f"[DEFAULT]\ninstances_path = {self.instances}\ndebug = true\n[libvirt]\nvirt_type = kvm\n"
        self.kind = ServiceKind.SUPERVISOR
        self.config: tuple[object, ...] = (directory / "nova.conf",)
        self.libvirt_config: tuple[str, ...] = ()
        self.certificates: tuple[str, ...] = ()
        self.clients = Clients()
        self.libvirt()
        self.program("ovs-vsctl", OVS)
        self.program("supervisorctl", SUPERVISOR)
        self.program("dmesg", "#!/bin/sh\ntrue\n")
        monkeypatch.setenv("PATH", f"{directory}/bin:{os.environ['PATH']}")
        monkeypatch.setitem(PATHS, "KVM", str(self.kvm))
        self._monkeypatch = monkeypatch

    def kernel(self, name: str, text: str) -> None:
        """A file of /sys or /var/log: SELINUX, APPARMOR or AUDIT."""
        path = self.directory / name.lower()
        path.write_text(text)
        self._monkeypatch.setitem(PATHS, name, str(path))

    def program(self, name: str, script: str) -> None:
        """A program in front of this machine's own."""
        path = self.directory / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(script)
        path.chmod(0o755)

    def without(self, tool: str) -> None:
        """A machine on which a tool is not installed."""
        (self.directory / "bin" / tool).unlink()
        rest = self.directory / "rest"
        rest.mkdir()
        for program in Path("/usr/bin").iterdir():
            if program.name != tool:
                (rest / program.name).symlink_to(program)
        self._monkeypatch.setenv("PATH", f"{self.directory}/bin:{rest}")

    def libvirt(self, *, uid: int = 0, gid: int = 0, missing: str = "nothing") -> None:
        """What libvirt says of itself: whom QEMU runs as, and which virt_type it does not have."""
        capabilities = CAPABILITIES.format(uid=uid, gid=gid).strip()
        self.program("virsh", VIRSH.format(capabilities=capabilities, domain_capabilities=DOMAIN_CAPABILITIES.strip(), missing=missing))

    @property
    def profile(self) -> Profile:
        (self.directory / "nova.conf").write_text(self.nova_conf)
        config = tuple(str(path) for path in self.config)
        return Profile(
            hosts=HostAccessRules(connection=Connection.LOCAL),
            services={
                LogicalService.NOVA_COMPUTE: Service(kind=self.kind, name="nova-compute", config=config),
                LogicalService.NOVA_LIBVIRT: Service(kind=self.kind, name="libvirtd", config=self.libvirt_config),
                LogicalService.L2_AGENT: Service(kind=self.kind, name="agent"),
            },
            clients=self.clients,
            paths=Paths(instances=str(self.instances), certificates=self.certificates),
        )

    def facts(self, *names: str) -> HostFacts:
        """What it says of itself."""
        profile = self.profile
        with Hosts(profile, Inventory()) as hosts:
            return gather(hosts, profile, "here", names or ("localhost",), Pods())
