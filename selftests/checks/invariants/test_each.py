"""Each invariant holds on a sound cloud, and says what it expected and saw where one thing is broken."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from conformance.checks.host import AllHosts
from conformance.checks.invariants import find, hold, registry
from conformance.config.profile_model import AccessControl as Accepted
from conformance.config.profile_model import Expectations, LogicalService, Service, ServiceKind
from conformance.model.cloud_facts import (
    Agent,
    ControlFacts,
    ControlService,
    Image,
    Inventory,
    PodWarning,
    Provider,
    ServerRecord,
    ServiceRecord,
)
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.facts import (
    AccessControl,
    Certificate,
    Clock,
    Cpu,
    Denial,
    Device,
    DiskImage,
    Domain,
    FileSystem,
    Gap,
    HostFacts,
    HugePages,
    Memory,
    ServiceState,
    Switch,
)
from conformance.model.invariant import NotApplicable, Scope
from selftests.checks.invariants.good import CONTROL, DEVICE, FLAGS, INVENTORY, NOW, PROFILE, SERVER, URL, around, host, with_libvirt

CONFINED = PROFILE.model_copy(update={"expect": Expectations(mandatory_access_control=(Accepted.APPARMOR,))})
EITHER = PROFILE.model_copy(update={"expect": Expectations(vif_plugging_is_fatal=None, guests_confined=False)})

IMAGE = DiskImage(path="/var/lib/nova/instances/_base/0a", format="raw")
DISK = DiskImage(path="/var/lib/nova/instances/1/disk", format="qcow2", backing="/var/lib/nova/instances/_base/0a")
TLS = {"libvirt/live_migration_scheme": "tls"}
CERTIFICATE = Certificate(path="/etc/pki/libvirt/servercert.pem", until=NOW + timedelta(days=400))


def one(**changes: Any) -> AllHosts:
    """h1 with changes, beside a sound h2."""
    return around(host(**changes), host("h2"))


def services(**changes: Any) -> tuple[ServiceState, ...]:
    """nova_compute with changes, beside the others."""
    first, *others = host().services
    return (first.model_copy(update=changes), *others)


def path(free: int = 300000, inodes_free: int = 900, kind: str = "ext2/ext3") -> FileSystem:
    return FileSystem(path="/var/lib/nova/instances", kind=kind, size_mib=400000, free_mib=free, inodes=1000, inodes_free=inodes_free)


def stuck(status: str, minutes: int) -> ServerRecord:
    return ServerRecord(id="s1", name="x", status=status, host=None, updated=NOW - timedelta(minutes=minutes))


def provider(**inventory: Inventory) -> dict[str, Any]:
    """h1 with some other inventory in Placement."""
    mine = Provider(id="h1", name="h1.example", inventory=INVENTORY | inventory)
    return {"providers": (mine, Provider(id="h2", name="h2.example", inventory=INVENTORY))}


def barred(kind: str, why: str) -> Callable[[str, str, str], str | None]:
    return lambda source, destination, way: why if (source, destination, way) == ("h1", "h2", kind) else None


class Case(NamedTuple):
    """What is broken, and what is then said. sound: where the sound cloud says nothing, one that is right."""

    broken: AllHosts
    expected: str
    seen: str
    sound: AllHosts | None = None


CASES: dict[str, Case] = {
    "acceleration": Case(
        one(libvirt=with_libvirt(domain_types=with_libvirt().domain_types[1:])), "libvirt runs domains of virt_type kvm", "it offers qemu"
    ),
    "cpu_virtualization": Case(one(kvm_modules=("kvm",)), "the kernel module kvm_amd is loaded, as virt_type is kvm", "kvm"),
    "kvm_device": Case(
        one(kvm_refused="sh: /dev/kvm: Permission denied"),
        "QEMU (uid 64055, gid 108) can open /dev/kvm, as virt_type is kvm",
        "sh: /dev/kvm: Permission denied",
    ),
    "kvm_ownership": Case(
        one(kvm_inside=Device(mode="660", uid=0, gid=424)),
        f"/dev/kvm where libvirt runs as on the node: {DEVICE}",
        "mode 660, uid 0, gid 424",
    ),
    "virt_type_alike": Case(
        around(host(options={"libvirt/virt_type": "qemu"}), host("h2"), host("h3")), "virt_type: kvm, as on h2, h3", "virt_type: qemu"
    ),
    "libvirt_answers": Case(
        one(libvirt=None, gaps=(Gap(what="libvirt", why="Failed to connect socket", ours=False),)),
        "libvirt answers virsh",
        "Failed to connect socket",
    ),
    "versions_alike": Case(
        around(host(libvirt=with_libvirt(version="9.0.0")), host("h2"), host("h3")),
        "versions: libvirt 10.0.0, QEMU 9.0.2, as on h2, h3",
        "versions: libvirt 9.0.0, QEMU 9.0.2",
    ),
    "qemu_not_older": Case(
        around(host(), host("h2", libvirt=with_libvirt(qemu="8.2.10"))), "QEMU 9.0.2 or newer on h2, as on h1", "QEMU 8.2.10"
    ),
    "machine_types_known": Case(
        around(host(), host("h2", libvirt=with_libvirt(machines=("pc-i440fx-8.2",)))),
        "QEMU on h2 has machine type pc-i440fx-9.0, which guests get on h1",
        "it has 1 others",
    ),
    "domains_match_nova": Case(
        one(libvirt=with_libvirt(domains=(Domain(uuid=SERVER, running=True), Domain(uuid="dead-beef", running=True)))),
        "every domain is a server that Nova has on this host",
        "unknown to Nova here: dead-beef",
    ),
    "cpu_mode": Case(one(options={"libvirt/cpu_mode": "custom"}), "cpu_models with cpu_mode = custom", "cpu_models is not set"),
    "cpu_models": Case(
        one(options={"libvirt/cpu_models": "EPYC, Haswell-noTSX, kvm64, Hazwell"}),
        "the host's CPU can be each of cpu_models: EPYC, Haswell-noTSX, kvm64, Hazwell",
        "Haswell-noTSX: not usable, kvm64: libvirt cannot tell, Hazwell: unknown to libvirt",
        one(options={"libvirt/cpu_models": "epyc"}),
    ),
    "cpu_alike": Case(
        around(host(options={"libvirt/cpu_model_extra_flags": "-AVX"}), host("h2"), host("h3")),
        "CPU configuration: cpu_mode = host-model, as on h2, h3",
        "CPU configuration: cpu_mode = host-model, cpu_model_extra_flags = -avx",
    ),
    "cpu_features_there": Case(
        around(host(), host("h2", cpu=host().cpu and Cpu(architecture="x86_64", vendor="AuthenticAMD", count=8, flags=("aes", "avx")))),
        "h2 has the features that guests get on h1 (cpu_mode host-model)",
        "missing: avx2, sse4_2",
    ),
    "microcode_alike": Case(
        around(
            host(cpu=Cpu(architecture="x86_64", vendor="AuthenticAMD", model="EPYC", family="25", microcode="0x1", count=8, flags=FLAGS)),
            host("h2"),
            host("h3"),
        ),
        "microcode of EPYC: 0xa0011d5, as on h2, h3",
        "microcode of EPYC: 0x1",
    ),
    "instances_free": Case(one(file_systems=(path(free=3584),)), "at least 5 GiB free under /var/lib/nova/instances", "3.5 GiB"),
    "instances_inodes": Case(
        one(file_systems=(path(inodes_free=10),)), "at least 5 % of the inodes free under /var/lib/nova/instances", "1.0 % (10)"
    ),
    "state_free": Case(
        one(file_systems=(path(), path(free=10000).model_copy(update={"path": "/var/lib/nova"}))),
        "at least 5 % free under /var/lib/nova",
        "2.5 %",
    ),
    "container_storage_free": Case(
        one(
            file_systems=(
                path(),
                FileSystem(path="/var/lib/docker", kind="xfs", size_mib=1000, free_mib=55, inodes=0, inodes_free=0),
            )
        ),
        "at least 10 % free under /var/lib/docker",
        "5.5 %",
    ),
    "image_cache_readable": Case(
        one(image_cache=(IMAGE, IMAGE.model_copy(update={"problem": "Image is corrupt"}))),
        f"{IMAGE.path} can be read and is sound",
        "Image is corrupt",
        one(image_cache=(IMAGE,)),
    ),
    "backing_files_there": Case(
        one(disks=(DISK.model_copy(update={"problem": "Could not open backing file"}),)),
        f"{DISK.path} is sound, and the file is there that it stands on",
        "Could not open backing file",
        one(disks=(DISK,)),
    ),
    "vif_plugging_is_fatal": Case(one(options={"DEFAULT/vif_plugging_is_fatal": "no"}), "vif_plugging_is_fatal = true", "false"),
    "vif_plugging_timeout": Case(one(options={"DEFAULT/vif_plugging_timeout": "29"}), "vif_plugging_timeout from 30 to 600 s", "29 s"),
    "l2_agent_alive": Case(
        around(
            host(),
            host("h2"),
            cloud_changes={"agents": (Agent(kind="Open vSwitch agent", host="h1", alive=False, enabled=True),)},
        ),
        "Neutron has an L2 agent of h1 that is alive",
        "Open vSwitch agent does not report (Alive: XXX)",
    ),
    "bridges_there": Case(one(switch=Switch(bridges=("br-int",))), "bridge br-ex, which ext is mapped to", "bridges: br-int"),
    "bridge_mappings_alike": Case(
        around(
            host(),
            host("h2"),
            host("h3"),
            cloud_changes={
                "agents": tuple(
                    Agent(kind="Open vSwitch agent", host=name, alive=True, enabled=True, mappings={"ext": bridge})
                    for name, bridge in (("h1", "br-old"), ("h2", "br-ex"), ("h3", "br-ex"))
                )
            },
        ),
        "bridge mappings: ext:br-ex, as on h2, h3",
        "bridge mappings: ext:br-old",
    ),
    "tunnel_endpoint_own": Case(
        one(switch=Switch(bridges=("br-int",), settings={"ovn-encap-ip": "192.0.2.2"})),
        "tunnels end at an address of the host: 192.0.2.1",
        "192.0.2.2",
        one(switch=Switch(bridges=("br-int",), settings={"ovn-encap-ip": "192.0.2.1"})),
    ),
    "access_control": Case(
        around(host(access_control=AccessControl(state="none")), host("h2"), profile=CONFINED),
        "mandatory access control: apparmor",
        "none",
    ),
    "guests_confined": Case(
        one(libvirt=with_libvirt(security_models=())),
        "libvirt confines guests by apparmor, as the host runs apparmor",
        "libvirt's security drivers: none",
    ),
    "security_models_alike": Case(
        around(host(libvirt=with_libvirt(security_models=())), host("h2"), host("h3")),
        "libvirt's security drivers: apparmor, as on h2, h3",
        "libvirt's security drivers: none",
    ),
    "access_not_denied": Case(
        one(denials=(Denial(seconds_ago=7200, line="old"), Denial(seconds_ago=30, line='apparmor="DENIED" comm="qemu-system-x86"'))),
        "no denial for QEMU or libvirt in the last 60 minutes",
        '1, the last: apparmor="DENIED" comm="qemu-system-x86"',
        one(denials=(Denial(seconds_ago=7200, line="old"),)),
    ),
    "migration_port_listens": Case(one(options=TLS), "port 16514 listens, as guests are migrated by tls", "ports that listen: 22, 16509"),
    "migration_address_own": Case(
        one(options={"libvirt/live_migration_inbound_addr": "192.0.2.2"}),
        "live_migration_inbound_addr is one of 192.0.2.1",
        "192.0.2.2",
        one(options={"libvirt/live_migration_inbound_addr": "192.0.2.1"}),
    ),
    "migration_port_reachable": Case(
        around(host(), host("h2"), host("h3"), barred=barred("libvirt", "Connection refused")),
        "h1 connects to libvirt of h2 at h2:1",
        "Connection refused",
    ),
    "qemu_port_reachable": Case(
        around(host(), host("h2"), barred=barred("qemu", "no answer")), "h2 itself answers h1 at h2:1", "no answer"
    ),
    "migration_ssh_works": Case(
        around(host(), host("h2"), barred=barred("ssh", "Host key verification failed.")),
        "h1 logs in on h2 (h2:1) as nova-compute does",
        "Host key verification failed.",
    ),
    "names_resolve": Case(one(resolves={"h1": ("192.0.2.1",), "h2": ()}), "h2 resolves to an address of h2, on h1", "to none"),
    "own_name_resolves": Case(
        one(resolves={"h1": ("127.0.1.1",)}), "h1 resolves to an address that others can reach, on itself", "127.0.1.1"
    ),
    "migration_certificates_valid": Case(
        one(options=TLS, certificates=(CERTIFICATE, CERTIFICATE.model_copy(update={"until": NOW + timedelta(days=3)}))),
        "certificates valid for 14 days more",
        "/etc/pki/libvirt/servercert.pem until 2026-01-04 12:00 UTC",
        one(options=TLS, certificates=(CERTIFICATE,)),
    ),
    "instances_storage": Case(
        around(host(), host("h2"), shared_instances_path=True),
        "the instances path is shared",
        "local",
        around(host(file_systems=(path(kind="nfs"),)), host("h2"), shared_instances_path=True),
    ),
    "instances_storage_alike": Case(
        around(host(file_systems=(path(kind="nfs"),)), host("h2"), host("h3")),
        "storage of instances: local, as on h2, h3",
        "storage of instances: shared (nfs)",
    ),
    "migration_not_tunnelled": Case(one(options={"libvirt/live_migration_tunnelled": "true"}), "live_migration_tunnelled = false", "true"),
    "migration_bandwidth": Case(
        one(options={"libvirt/live_migration_bandwidth": "10"}),
        "live_migration_bandwidth of 0 (no limit) or at least 100 MiB/s",
        "10 MiB/s",
    ),
    "migration_converges": Case(
        around(host(), host("h2"), migration_converges=True),
        "live migrations are permitted to slow guests down",
        "auto_converge = false, post_copy = false",
        around(host(options={"libvirt/live_migration_permit_post_copy": "1"}), host("h2"), migration_converges=True),
    ),
    "migration_timeout_ends": Case(
        around(host(), host("h2"), outlast_nova=True),
        "Nova gives up within the suite's 900 s",
        "after 1600 s for 2 GiB",
        around(host(options={"libvirt/live_migration_completion_timeout": "400"}), host("h2"), outlast_nova=True),
    ),
    "placement_inventory": Case(
        around(host(), host("h2"), cloud_changes=provider(VCPU=Inventory(total=4, reserved=0, ratio=4))),
        "8 VCPU in Placement, as the host has",
        "4",
    ),
    "memory_reserved": Case(
        around(host(), host("h2"), cloud_changes=provider(MEMORY_MB=Inventory(total=32000, reserved=0, ratio=1))),
        "512 MiB of memory reserved in Placement (reserved_host_memory_mb)",
        "0 MiB",
    ),
    "oversubscription": Case(
        around(host(), host("h2"), cloud_changes=provider(MEMORY_MB=Inventory(total=32000, reserved=512, ratio=3))),
        "an allocation ratio of MEMORY_MB up to 1.5",
        "3",
    ),
    "memory_available": Case(
        one(memory=Memory(total_mib=32000, available_mib=1000)),
        "at least half of the 27392 MiB that Placement can still give are available",
        "1000 MiB",
    ),
    "pinned_processors": Case(
        one(options={"compute/cpu_dedicated_set": "4-9"}),
        "the processors of cpu_dedicated_set and cpu_shared_set are there",
        "missing: 8, 9",
        one(options={"compute/cpu_dedicated_set": "4-7", "compute/cpu_shared_set": "0-3"}),
    ),
    "huge_pages_free": Case(one(huge_pages=(HugePages(size_kib=2048, total=512, free=0),)), "free huge pages of 2048 KiB", "0 of 512"),
    "topology_alike": Case(
        around(host(huge_pages=()), host("h2"), host("h3")),
        "NUMA topology: 1 nodes, 512 pages of 2048 KiB, dedicated none, shared all, as on h2, h3",
        "NUMA topology: 1 nodes, no huge pages, dedicated none, shared all",
    ),
    "services_run": Case(
        one(services=services(trouble="it restarted by itself 20 s ago")),
        "nova_compute (docker nova_compute) is healthy",
        "running: it restarted by itself 20 s ago",
    ),
    "compute_service_runs": Case(
        one(services=services(state="exited", running=False, trouble="it was killed for want of memory (OOMKilled)")),
        "nova_compute (docker nova_compute) runs",
        "exited: it was killed for want of memory (OOMKilled)",
    ),
    "clock_right": Case(
        around(host(clock=Clock(least=7.4, most=7.9)), host("h2"), host("h3")),
        "a clock within 2 s of the other hosts'",
        "at least 7.4 s ahead of them",
    ),
    "nova_conf_alike": Case(
        around(host(digests={"DEFAULT/debug": "bbbbbbbbbbbb"}), host("h2"), host("h3")),
        "nova.conf as on most hosts like it",
        "other values, or none, of [DEFAULT] debug",
    ),
    "console_proxy_answers": Case(
        around(host(), host("h2"), cloud_changes={"consoles": {URL: "[Errno 111] Connection refused"}}),
        f"a console proxy answers at {URL}",
        "[Errno 111] Connection refused",
    ),
}


def in_cloud(**changes: Any) -> AllHosts:
    return around(host(), host("h2"), cloud_changes=changes)


def control(**changes: Any) -> ControlFacts:
    return CONTROL.model_copy(update=changes)


KUBERNETES = PROFILE.model_copy(
    update={"services": {LogicalService.NOVA_COMPUTE: Service(kind=ServiceKind.KUBECTL, name="application=nova,component=compute")}}
)


def warned(*warnings: PodWarning, **thresholds: Any) -> AllHosts:
    return around(host(), host("h2"), cloud_changes={"pod_warnings": warnings}, profile=KUBERNETES, **thresholds)


def warning(reason: str, **changes: Any) -> PodWarning:
    fields: dict[str, Any] = {"pod": "nova-compute-x7", "service": "nova_compute", "message": "it says why", "seconds_ago": 1200}
    return PodWarning(reason=reason, **fields | {"there": True, "ready": False} | changes)


def cinder(*services: ServiceRecord) -> AllHosts:
    return in_cloud(volume_services=services)


def placed(name: str, **state: Any) -> ControlService:
    return ControlService(where="c", state=ServiceState(service=name, **{"running": True} | state))


def service(binary: str, *, up: bool = True, enabled: bool = True, age: int = 5) -> ServiceRecord:
    return ServiceRecord(binary=binary, host="c", enabled=enabled, up=up, reported=NOW - timedelta(seconds=age))


CLOUD_CASES: dict[str, Case] = {
    "control_services_run": Case(
        in_cloud(control=control(services=(placed("nova_scheduler", state="Running", restarts=4, restarts_before=1),))),
        "nova_scheduler runs, and is healthy",
        "Running: it restarted by itself 3 times since the last look at it, 4 times in all",
    ),
    "scheduler_filters": Case(
        in_cloud(numa_flavors=("pinned", "huge"), control=control(scheduler={})),
        "NUMATopologyFilter is enabled, as flavors need it: pinned, huge",
        "enabled: ComputeFilter, ComputeCapabilitiesFilter, ImagePropertiesFilter, ServerGroupAntiAffinityFilter, "
        "ServerGroupAffinityFilter",
    ),
    "scheduler_weights": Case(
        around(host(), host("h2"), scheduler_weighers=("RAMWeigher",)),
        "the scheduler's weighers: RAMWeigher",
        "all_weighers",
        around(
            host(),
            host("h2"),
            scheduler_weighers=("RAMWeigher",),
            scheduler_multipliers={"ram_weight_multiplier": 2},
            cloud_changes={
                "control": control(scheduler={"weight_classes": "nova.scheduler.weights.ram.RAMWeigher", "ram_weight_multiplier": "2"})
            },
        ),
    ),
    "compute_services_up": Case(
        in_cloud(services=(service("nova-compute", up=False),)),
        "every service of Nova that is enabled is up",
        "down: nova-compute on c",
    ),
    "volume_services_up": Case(
        cinder(service("cinder-scheduler"), service("cinder-volume", up=False)),
        "every service of Cinder that is enabled is up",
        "down: cinder-volume on c",
        sound=cinder(service("cinder-scheduler"), service("cinder-volume"), service("cinder-volume", up=False, enabled=False)),
    ),
    "pods_not_warned_of": Case(
        warned(warning("FailedMount", count=14), warning("Evicted", pod="nova-compute-y1", there=False)),
        "nothing kept the pods of services from running in the last 60 minutes",
        "nova-compute-x7 (nova_compute): FailedMount 14 times, last 20 minutes ago: it says why; "
        "nova-compute-y1 (nova_compute): Evicted once, last 20 minutes ago: it says why",
        sound=warned(warning("Unhealthy", ready=True)),
    ),
    "heartbeats_fresh": Case(
        in_cloud(services=(service("nova-compute", age=90),)), "every service that is up reported within 60 s", "nova-compute on c (90 s)"
    ),
    "control_services_there": Case(
        in_cloud(services=(service("nova-scheduler"),)), "a nova-conductor that is enabled and up", "up: nova-scheduler"
    ),
    "agents_alive": Case(
        in_cloud(agents=(Agent(kind="DHCP agent", host="c", alive=False, enabled=True),)),
        "every agent of Neutron that is enabled is alive",
        "dead: DHCP agent on c",
    ),
    "hosts_mapped": Case(in_cloud(hypervisors={"h1.example": "h1"}), "every nova-compute has a hypervisor in Nova's list", "none: h2"),
    "providers_match": Case(
        in_cloud(hypervisors={"h1.example": "h1", "h9.example": "h9"}),
        "every hypervisor has a resource provider of its name",
        "none: h9.example",
    ),
    "allocations_owned": Case(
        in_cloud(orphaned_allocations={"dead": "h1.example"}),
        "allocations are held by servers and migrations only",
        "1 by nobody: dead on h1.example",
    ),
    "ports_owned": Case(in_cloud(orphaned_ports=("p1", "p2")), "ports of servers belong to servers that are there", "2 to none: p1, p2"),
    "servers_not_stuck": Case(
        in_cloud(servers=(stuck("BUILD", 61), stuck("ERROR", 2))),
        "no server in BUILD or ERROR for more than 60 minutes",
        "1: s1 (BUILD)",
    ),
    "image_usable": Case(
        in_cloud(image=Image(name="guest", status="active", size=0, format="qcow2")),
        "image guest is active and has a size above 0",
        "active, 0 bytes",
    ),
}

ALL = CASES | CLOUD_CASES


def on(invariant: str) -> str | None:
    return "h1" if find(invariant).scope is Scope.HOST else None


def test_each_has_its_case_and_a_file_that_says_all() -> None:
    assert sorted(ALL) == [invariant.id for invariant in registry()]
    for invariant in registry():
        about = invariant.about
        assert all((invariant.title, invariant.claim, about.why, about.remedy, about.source)), invariant.id


@pytest.mark.parametrize("invariant", ALL)
def test_it_holds_where_all_is_well(invariant: str) -> None:
    hold(invariant, ALL[invariant].sound or around(host(), host("h2"), host("h3")), on(invariant))


@pytest.mark.parametrize("invariant", ALL)
def test_it_says_what_is_broken(invariant: str) -> None:
    case = ALL[invariant]
    with pytest.raises(CloudFault) as caught:
        hold(invariant, case.broken, on(invariant))
    assert (caught.value.expected, caught.value.seen) == (case.expected, case.seen)
    # of a way between two hosts, it may be the other end that is wrong; a service of the control plane is on a host of its own
    assert caught.value.host in ({"h1", "h2"} if on(invariant) else {None, "c"})


def skip(invariant: str, hosts: AllHosts) -> str:
    with pytest.raises(NotApplicable) as caught:
        hold(invariant, hosts, on(invariant))
    return str(caught.value)


SKIPS = {
    "acceleration": (one(options={"libvirt/virt_type": "lxc"}), "virt_type is lxc, not one of QEMU's"),
    "kvm_device": (one(options={"libvirt/virt_type": "qemu"}), "virt_type is qemu: guests do not use /dev/kvm"),
    "cpu_virtualization": (one(options={"libvirt/virt_type": "qemu"}), "virt_type is qemu: guests are not accelerated"),
    "cpu_models": (one(), "no cpu_models are configured"),
    "cpu_features_there": (
        one(options={"libvirt/cpu_mode": "custom", "libvirt/cpu_models": "EPYC"}),
        "guests get no CPU of the host's own (virt_type kvm, cpu_mode custom)",
    ),
    "cpu_alike": (around(host()), "there is no other host to compare h1 with"),
    "qemu_not_older": (around(host()), "there is no other host to go to from h1"),
    "vif_plugging_is_fatal": (around(host(), profile=EITHER), "the profile accepts either (expect.vif_plugging_is_fatal: null)"),
    "guests_confined": (
        around(host(), profile=EITHER),
        "the profile says that guests need not be confined (expect.guests_confined: false)",
    ),
    "access_not_denied": (one(access_control=AccessControl(state="none")), "the host runs neither SELinux nor AppArmor"),
    "image_cache_readable": (one(), "no image is cached"),
    "migration_certificates_valid": (one(), "live migrations use no TLS"),
    "console_proxy_answers": (one(options={"vnc/enabled": "false"}), "VNC consoles are disabled ([vnc] enabled)"),
    "volume_services_up": (one(), "the catalog has no block storage"),
    "pods_not_warned_of": (one(), "no service of the profile is in Kubernetes"),
}


@pytest.mark.parametrize("invariant", SKIPS)
def test_it_says_why_it_says_nothing(invariant: str) -> None:
    hosts, reason = SKIPS[invariant]
    assert skip(invariant, hosts) == reason


GAPS: dict[str, tuple[str, dict[str, Any]]] = {
    "kvm_refused": ("kvm_device", {}),
    "options": ("vif_plugging_timeout", {"options": None}),
    "libvirt": ("acceleration", {"libvirt": None}),
    "denials": ("access_not_denied", {}),
    "certificates": ("migration_certificates_valid", {"options": TLS}),
    "listening": ("migration_port_listens", {}),
    "service nova_compute": ("services_run", {"services": host().services[1:]}),
    "image_cache": ("image_cache_readable", {}),
}


@pytest.mark.parametrize("what", GAPS)
def test_what_may_not_be_read_is_never_a_pass(what: str) -> None:
    invariant, changes = GAPS[what]
    fields = host(**{key: value for key, value in changes.items() if key != "options" or value}).model_dump()
    fields |= {key: value for key, value in changes.items() if value is None}
    facts = HostFacts(**fields | {"gaps": (Gap(what=what, why="sudo: a password is required"),)})
    with pytest.raises(SuiteFault, match=rf"h1: {what} could not be read: sudo: a password is required"):
        hold(invariant, around(facts, host("h2")), "h1")


def test_an_api_that_was_not_read_is_never_a_pass() -> None:
    hosts = in_cloud(services=(), gaps=(Gap(what="services", why="the API answered 403: no"),))
    with pytest.raises(SuiteFault, match=r"^services could not be read: the API answered 403: no$"):
        hold("compute_services_up", hosts)


@pytest.mark.parametrize("services", [(), ("cinder-scheduler",)])
def test_block_storage_without_a_service_that_serves_volumes_is_found(services: tuple[str, ...]) -> None:
    with pytest.raises(CloudFault) as caught:
        hold("volume_services_up", cinder(*map(service, services)))
    assert caught.value.expected == "a cinder-volume that is enabled and up"
    assert caught.value.seen == f"up: {', '.join(services) or 'nothing'}"


PASSING = [
    warning("Unhealthy"),
    warning("Unhealthy", ready=True, count=3),
    warning("FailedMount", ready=True, seconds_ago=30),
    warning("FailedScheduling", ready=True),
    warning("BackOff", ready=True),
    warning("BackOff", there=False),
    warning("Evicted", seconds_ago=3700),
]


@pytest.mark.parametrize("passing", PASSING, ids=lambda one: one.reason)
def test_what_a_pod_got_over_is_no_fault(passing: PodWarning) -> None:
    hold("pods_not_warned_of", warned(passing))


GRAVE = [
    warning("FailedScheduling"),
    warning("FailedMount"),
    warning("Failed"),
    warning("BackOff"),
    warning("BackOff", ready=True, seconds_ago=200),
    warning("Evicted", there=False),
]


@pytest.mark.parametrize("grave", GRAVE, ids=lambda one: one.reason)
def test_what_keeps_a_pod_from_running_is_a_fault(grave: PodWarning) -> None:
    with pytest.raises(CloudFault, match=rf"nova-compute-x7 \(nova_compute\): {grave.reason} once"):
        hold("pods_not_warned_of", warned(grave))
    hold("pods_not_warned_of", warned(grave, pod_warnings_minutes=1))


def test_many_warnings_are_not_all_told() -> None:
    with pytest.raises(CloudFault) as caught:
        hold("pods_not_warned_of", warned(*(warning("Failed", pod=f"p{number}") for number in range(5))))
    assert caught.value.seen.count("Failed once") == 3
    assert caught.value.seen.endswith("; and 2 more")


def test_an_unknown_invariant_is_a_fault_of_the_suite() -> None:
    with pytest.raises(SuiteFault, match=r"^there is no invariant 'acelleration' - did you mean 'acceleration'\?$"):
        hold("acelleration", one(), "h1")


def test_of_two_hosts_that_differ_the_second_fails() -> None:
    hosts = around(host(), host("h2", options={"libvirt/virt_type": "qemu"}))
    hold("virt_type_alike", hosts, "h1")
    with pytest.raises(CloudFault) as caught:
        hold("virt_type_alike", hosts, "h2")
    assert caught.value.expected == "virt_type: kvm, as on h1"


def test_a_host_that_cannot_be_read_does_not_fail_the_others() -> None:
    mute = HostFacts(host="h2", gathered=NOW, seconds=0, gaps=(Gap(what="options", why="no"),))
    hold("cpu_alike", around(host(), mute, host("h3")), "h1")


def test_another_host_whose_switch_does_not_answer_does_not_fail_the_tunnels_of_this_one() -> None:
    ends = Switch(bridges=("br-int",), settings={"ovn-encap-ip": "192.0.2.1"})
    mute = host("h2", switch=None, gaps=(Gap(what="switch", why="no answer", ours=False),))
    hold("tunnel_endpoint_own", around(host(switch=ends), mute), "h1")


def test_of_a_way_that_is_barred_at_its_end_the_host_there_is_named() -> None:
    hosts = around(host(), host("h2", libvirt=with_libvirt(qemu="8.2.10")), host("h3"))
    with pytest.raises(CloudFault) as caught:
        hold("qemu_not_older", hosts, "h1")
    assert caught.value.host == "h2"


def test_many_hosts_are_not_all_named() -> None:
    hosts = [host(f"h{number}") for number in range(1, 8)] + [host("h8", options={"libvirt/cpu_mode": "none"})]
    with pytest.raises(CloudFault) as caught:
        hold("cpu_alike", around(*hosts), "h8")
    assert caught.value.expected.endswith("as on h1, h2, h3, h4 and 3 more")


def test_all_ways_of_a_host_that_are_barred_are_named_in_one_test() -> None:
    hosts = around(host(), host("h2"), host("h3"), barred=lambda source, _, kind: "no route" if (source, kind) == ("h1", "ssh") else None)
    with pytest.raises(CloudFault) as caught:
        hold("migration_ssh_works", hosts, "h1")
    assert caught.value.seen == "no route (to h2, h3)"
    hold("migration_ssh_works", hosts, "h2")


def test_a_guest_on_the_move_is_no_orphan() -> None:
    moving = ServerRecord(id="m", name="m", status="MIGRATING", host="h2", updated=NOW - timedelta(hours=1))
    fresh = ServerRecord(id="f", name="f", status="ACTIVE", host="h1", updated=NOW - timedelta(seconds=3))
    domains = with_libvirt(domains=(Domain(uuid="m", running=True),))
    hold("domains_match_nova", around(host(libvirt=domains), host("h2"), cloud_changes={"servers": (moving, fresh)}), "h1")


def test_a_server_that_is_up_without_a_domain_is_found() -> None:
    with pytest.raises(CloudFault) as caught:
        hold("domains_match_nova", one(libvirt=with_libvirt(domains=(Domain(uuid=SERVER, running=False),))), "h1")
    assert caught.value.seen == f"none for {SERVER}"


@pytest.mark.parametrize(
    ("format", "begins_as", "seen"), [("raw", "qcow2", "it begins as qcow2"), ("qcow2", "", "it begins as no image of a known format")]
)
def test_an_image_that_is_not_its_format_is_found(format: str, begins_as: str, seen: str) -> None:
    with pytest.raises(CloudFault) as caught:
        hold("image_usable", in_cloud(image=Image(name="guest", status="active", size=9, format=format, begins_as=begins_as)))
    assert caught.value.seen.startswith(seen)


@pytest.mark.parametrize(("format", "begins_as"), [("raw", ""), ("iso", ""), ("vmdk", ""), ("qcow2", None), ("vhdx", "vhdx")])
def test_an_image_whose_beginning_tells_nothing_is_taken_at_its_word(format: str, begins_as: str | None) -> None:
    hold("image_usable", in_cloud(image=Image(name="guest", status="active", size=9, format=format, begins_as=begins_as)))


def test_on_arm_the_default_is_host_passthrough() -> None:
    arm = with_libvirt(architecture="aarch64")
    hold("cpu_mode", one(libvirt=arm, options={"libvirt/cpu_mode": None}), "h1")


ABSENT = {"state": "absent", "running": False, "trouble": "No such container: nova_computer"}


def test_a_service_that_works_under_another_name_than_the_profiles_is_a_fault_of_the_profile() -> None:
    with pytest.raises(SuiteFault, match=r"h1: nova_compute is not found as docker nova_compute, and yet Nova says that nova-compute of"):
        hold("compute_service_runs", one(services=services(**ABSENT)), "h1")


def test_a_service_that_is_gone_is_a_fault_of_the_cloud() -> None:
    hosts = around(host(services=services(**ABSENT)), host("h2"), cloud_changes={"services": ()})
    with pytest.raises(CloudFault) as caught:
        hold("compute_service_runs", hosts, "h1")
    assert caught.value.seen == "absent: No such container: nova_computer"


def test_restarts_that_the_last_run_saw_are_none_of_this_one() -> None:
    hold("services_run", one(services=services(restarts=3, restarts_before=3)), "h1")
    hold("services_run", one(services=services(restarts=3)), "h1")
    with pytest.raises(CloudFault) as caught:
        hold("services_run", one(services=services(restarts=3, restarts_before=1)), "h1")
    assert caught.value.seen == "running: it restarted by itself 2 times since the last look at it, 3 times in all"


def test_an_agent_that_was_stopped_just_now_is_not_alive_though_neutron_says_so() -> None:
    first, second, agent = host().services
    stopped = agent.model_copy(update={"state": "exited", "running": False})
    with pytest.raises(CloudFault) as caught:
        hold("l2_agent_alive", one(services=(first, second, stopped)), "h1")
    assert (caught.value.expected, caught.value.seen) == ("l2_agent (docker neutron_openvswitch_agent) runs", "exited")


def test_a_console_of_loopback_is_nothing_for_users() -> None:
    with pytest.raises(CloudFault) as caught:
        hold("console_proxy_answers", one(options={"vnc/novncproxy_base_url": None}), "h1")
    assert caught.value.seen == "http://127.0.0.1:6080/vnc_auto.html"


def test_a_console_whose_address_held_a_password_can_be_judged() -> None:
    url = "http://user:[redacted]@console.example.org:6080/"
    hosts = around(host(options={"vnc/novncproxy_base_url": url}), cloud_changes={"consoles": {url: "no answer"}})
    with pytest.raises(CloudFault) as caught:
        hold("console_proxy_answers", hosts, "h1")
    assert caught.value.seen == "no answer"


def test_a_filter_that_the_profile_asks_for_is_missed() -> None:
    with pytest.raises(CloudFault) as caught:
        hold("scheduler_filters", around(host(), scheduler_filters=("ComputeFilter", "AvailabilityZoneFilter")))
    assert caught.value.expected == "the scheduler's filters include AvailabilityZoneFilter"


def test_a_scheduler_that_cannot_be_read_is_never_a_pass() -> None:
    hosts = in_cloud(control=control(scheduler=None, gaps=(Gap(what="scheduler", why="sudo: a password is required"),)))
    with pytest.raises(SuiteFault, match=r"^scheduler could not be read: sudo: a password is required$"):
        hold("scheduler_filters", hosts)
    assert skip("scheduler_filters", in_cloud(control=control(scheduler=None))).startswith("it is not known on which hosts")


def test_a_service_of_the_control_plane_that_could_not_be_asked_for_is_never_a_pass() -> None:
    hosts = in_cloud(control=control(gaps=(Gap(what="service nova_api", why="c: no answer"),)))
    with pytest.raises(SuiteFault, match=r"^service nova_api could not be read: c: no answer$"):
        hold("control_services_run", hosts)
    assert "glance_api" in skip("control_services_run", in_cloud(control=control(services=())))


def under(place: str, **changes: Any) -> FileSystem:
    return path().model_copy(update={"path": place} | changes)


def test_an_image_cache_on_a_disk_of_its_own_is_looked_at_too() -> None:
    base = "/var/lib/nova/instances/_base"
    with pytest.raises(CloudFault) as space:
        hold("instances_free", one(file_systems=(path(), under(base, free_mib=512))), "h1")
    assert (space.value.expected, space.value.seen) == (f"at least 5 GiB free under {base}", "0.5 GiB")
    with pytest.raises(CloudFault) as inodes:
        hold("instances_inodes", one(file_systems=(path(), under(base, inodes_free=1))), "h1")
    assert inodes.value.seen == "0.1 % (1)"


@pytest.mark.parametrize(("invariant", "place"), [("state_free", "/var/lib/nova"), ("container_storage_free", "/var/lib/containers")])
def test_inodes_are_counted_wherever_space_is(invariant: str, place: str) -> None:
    hold(invariant, one(file_systems=(path(), under(place))), "h1")
    with pytest.raises(CloudFault) as caught:
        hold(invariant, one(file_systems=(path(), under(place, inodes_free=40))), "h1")
    assert (caught.value.expected, caught.value.seen) == (f"at least 5 % of the inodes free under {place}", "4.0 % (40)")


def test_hosts_of_other_processors_may_be_configured_otherwise() -> None:
    def other(name: str) -> HostFacts:
        cpu = host().cpu
        assert cpu is not None
        return host(name, cpu=cpu.model_copy(update={"model": "Xeon"}), digests={"DEFAULT/debug": "bbbbbbbbbbbb"})

    hosts = around(host(), host("h2"), other("h3"), other("h4"), other("h5"))
    for name in hosts.names:
        hold("nova_conf_alike", hosts, name)


@pytest.mark.parametrize("url", ["http://[::1/", "http://:6080/", "file:///etc/passwd", "http://169.254.169.254/", "vnc"])
def test_a_console_address_that_is_none_is_a_violation(url: str) -> None:
    with pytest.raises(CloudFault) as caught:
        hold("console_proxy_answers", one(options={"vnc/novncproxy_base_url": url}), "h1")
    assert (caught.value.expected, caught.value.host) == ("novncproxy_base_url that users can reach", "h1")
    assert caught.value.seen.startswith(f"{url!r}: it ")


@pytest.mark.parametrize("surprise", [KeyError("x"), OverflowError("too large"), RecursionError("too deep"), AssertionError("a mistake")])
def test_an_invariant_that_cannot_be_judged_is_an_error_of_its_own_test(monkeypatch: pytest.MonkeyPatch, surprise: Exception) -> None:
    def run(*_: object) -> None:
        raise surprise

    for name in ("kvm_device", "agents_alive"):
        broken = dataclasses.replace(find(name), run=run)
        monkeypatch.setattr("conformance.checks.invariants.find", lambda _, broken=broken: broken)
        with pytest.raises(SuiteFault, match=rf"^{name} could not be judged: {type(surprise).__name__}"):
            hold(name, one(), None if name == "agents_alive" else "h1")
