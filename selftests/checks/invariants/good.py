"""Facts of a sound cloud of two hosts; tests change what they want to see fail."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.checks.host import AllHosts
from conformance.config.profile_model import LogicalService, Profile, Service, ServiceKind
from conformance.config.thresholds import Thresholds
from conformance.model.cloud_facts import (
    Agent,
    CloudFacts,
    ControlFacts,
    ControlService,
    Image,
    Provider,
    ProviderInventory,
    ServerRecord,
    ServiceRecord,
)
from conformance.model.facts import (
    AccessControl,
    CephClient,
    Clock,
    Connectivity,
    Cpu,
    Device,
    Domain,
    DomainType,
    FileSystem,
    HostFacts,
    HugePages,
    Libvirt,
    LibvirtSecret,
    Memory,
    Monitor,
    NumaNode,
    ServiceState,
    Switch,
    WithGaps,
)

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)

PROFILE = Profile(
    services={
        LogicalService.NOVA_COMPUTE: Service(kind=ServiceKind.DOCKER, name="nova_compute", config=("/etc/nova/nova.conf",)),
        LogicalService.NOVA_LIBVIRT: Service(kind=ServiceKind.DOCKER, name="nova_libvirt"),
        LogicalService.L2_AGENT: Service(kind=ServiceKind.DOCKER, name="neutron_openvswitch_agent"),
    }
)

SERVER = "7c9e1a2b-3344-5566-7788-99aabbccddee"

FLAGS = ("aes", "avx", "avx2", "constant_tsc", "sse4_2", "svm", "x2apic")

DEVICE = Device(mode="660", uid=0, gid=108)

OFFER = DomainType(
    virt_type="kvm",
    machine="pc-i440fx-9.0",
    cpu_modes=("host-passthrough", "host-model", "custom"),
    models={"epyc": "yes", "haswell-notsx": "no", "kvm64": "unknown"},
    host_model="EPYC",
)

LIBVIRT = Libvirt(
    version="10.0.0",
    qemu="9.0.2",
    architecture="x86_64",
    cpu_model="EPYC",
    cpus=8,
    memory_mib=32000,
    security_models=("apparmor",),
    machines=("pc-i440fx-8.2", "pc-i440fx-9.0"),
    domain_types=(OFFER, OFFER.model_copy(update={"virt_type": "qemu"})),
    domains=(Domain(uuid=SERVER, running=True),),
    uid=64055,
    gid=108,
)

CEPH = CephClient(
    user="cinder",
    version="19.2.1",
    key="1122334455667788",
    monitors=(Monitor(address="192.0.2.91:3300"), Monitor(address="192.0.2.91:6789")),
    health={"OSD_DOWN": "1 osds down", "OSDMAP_FLAGS": "noout flag(s) set"},
)

CEPH_SECRET = LibvirtSecret(uuid="457eb676-33da-42ec-9a8c-9293d545c337", key="1122334455667788")

INVENTORY = {
    "VCPU": ProviderInventory(total=8, reserved=0, ratio=4.0, used=4),
    "MEMORY_MB": ProviderInventory(total=32000, reserved=512, ratio=1.0, used=4096),
    "DISK_GB": ProviderInventory(total=400, reserved=0, ratio=1.0, used=40),
}

URL = "https://cloud.example:6080/vnc_auto.html"

CONTROL = ControlFacts(
    services=tuple(
        ControlService(where="c", state=ServiceState(service=name, state="running", running=True))
        for name in ("nova_api", "nova_scheduler")
    ),
    unplaced=("glance_api",),
    scheduler={"enabled_filters": "ComputeFilter, nova.scheduler.filters.numa_topology_filter.NUMATopologyFilter"},
)

OPTIONS = {
    "libvirt/virt_type": "kvm",
    "libvirt/cpu_mode": "host-model",
    "vnc/novncproxy_base_url": URL,
    "DEFAULT/my_ip": "192.0.2.1",
}


def host(name: str = "h1", **changes: Any) -> HostFacts:
    """A sound host. changes: other values of its fields; options are added to its own."""
    number = int(name[1:])
    options = OPTIONS | {"DEFAULT/my_ip": f"192.0.2.{number}"} | changes.pop("options", {})
    fields: dict[str, Any] = {
        "host": name,
        "gathered": NOW,
        "seconds": 0.5,
        "cpu": Cpu(architecture="x86_64", vendor="AuthenticAMD", model="EPYC", family="25", microcode="0xa0011d5", count=8, flags=FLAGS),
        "memory": Memory(total_mib=32000, available_mib=27000),
        "numa": (NumaNode(id=0, cpus="0-7", memory_mib=32000),),
        "huge_pages": (HugePages(size_kib=2048, total=512, free=512),),
        "kvm_modules": ("kvm", "kvm_amd"),
        "kvm": DEVICE,
        "kvm_inside": DEVICE,
        "options": {key: value for key, value in options.items() if value is not None},
        "digests": {"DEFAULT/debug": "aaaaaaaaaaaa"},
        "file_systems": (
            FileSystem(path="/var/lib/nova/instances", kind="ext2/ext3", size_mib=400000, free_mib=300000, inodes=1000, inodes_free=900),
            FileSystem(path="/var/lib/nova", kind="ext2/ext3", size_mib=50000, free_mib=30000, inodes=1000, inodes_free=900),
            FileSystem(path="/var/lib/docker", kind="ext2/ext3", size_mib=100000, free_mib=60000, inodes=1000, inodes_free=900),
        ),
        "instances_path": "/var/lib/nova/instances",
        "ceph": CEPH,
        "ceph_libvirt": CEPH_SECRET,
        "libvirt": LIBVIRT.model_copy(update={"domains": LIBVIRT.domains if number == 1 else ()}),
        "access_control": AccessControl(state="apparmor"),
        "listening": (22, 16509),
        "addresses": (f"192.0.2.{number}",),
        "resolves": {f"h{other}": (f"192.0.2.{other}",) for other in range(1, 10)},
        "switch": Switch(bridges=("br-ex", "br-int", "br-tun")),
        "services": tuple(ServiceState(service=str(service), state="running", running=True) for service in PROFILE.services),
        "clock": Clock(least=-0.1, most=0.1),
    }
    return HostFacts(**_examples(HostFacts) | fields | changes)


def _examples(facts: type[WithGaps]) -> dict[str, Any]:
    """The values that the model itself gives as those of a sound host or cloud: Field(examples=[...])."""
    return {name: field.examples[0] for name, field in facts.model_fields.items() if field.examples}


def with_libvirt(**changes: Any) -> Libvirt:
    """What the sound libvirt says, but for some."""
    return LIBVIRT.model_copy(update=changes)


def cloud(hosts: Iterable[HostFacts], **changes: Any) -> CloudFacts:
    """A sound control plane of those hosts."""
    names = [one.host for one in hosts]
    agents = (Agent(kind="Open vSwitch agent", host=name, alive=True, enabled=True, mappings={"ext": "br-ex"}) for name in names)
    fields: dict[str, Any] = {
        "gathered": NOW,
        "services": tuple(
            ServiceRecord(binary=binary, host=where, enabled=True, up=True, reported=NOW - timedelta(seconds=5))
            for binary, where in (*(("nova-compute", name) for name in names), ("nova-scheduler", "c"), ("nova-conductor", "c"))
        ),
        "hypervisors": {f"{name}.example": name for name in names},
        "agents": tuple(agents),
        "providers": tuple(Provider(id=name, name=f"{name}.example", inventory=INVENTORY, consumers=()) for name in names),
        "servers": (ServerRecord(id=SERVER, name="app", status="ACTIVE", host="h1", updated=NOW - timedelta(hours=5)),),
        "control": CONTROL,
        "consoles": {URL: None},
        "image": Image(name="guest", status="active", size=1000, format="qcow2", begins_as="qcow2"),
    }
    return CloudFacts(**_examples(CloudFacts) | fields | changes)


def around(
    *hosts: HostFacts,
    cloud_changes: dict[str, Any] | None = None,
    barred: Callable[[str, str, str], str | None] = lambda *_: None,
    profile: Profile = PROFILE,
    **thresholds: Any,
) -> AllHosts:
    """Those hosts in a sound cloud. barred: why a way (source, destination, kind) is barred."""
    names = [one.host for one in hosts]
    ways = [
        Connectivity(source=a, destination=b, kind=kind, target=f"{b}:1", barred=barred(a, b, kind))
        for a in names
        for b in names
        for kind in ("libvirt", "qemu", "ssh")
        if a != b
    ]
    facts = cloud(hosts, **cloud_changes or {})
    expect = profile.expect.model_copy(update={"thresholds": Thresholds(**thresholds)})
    return AllHosts(profile.model_copy(update={"expect": expect}), hosts, ways, facts, {name: f"{name}.example" for name in names})
