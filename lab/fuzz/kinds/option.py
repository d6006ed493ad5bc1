"""One option of a service of the host is set to a wrong value of its type."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed
from lab.faults.target import FaultTarget
from lab.fuzz.definitions import Option
from lab.fuzz.grammar import ALL, NO_DIRECTORY, NO_VALUE, DrawnFault, FaultKind, called, slug
from lab.fuzz.kinds.restarts import AGENT, HYPERVISOR, LIBVIRT, NOVA, restart_if_it_starts
from lab.fuzz.kinds.values import wrong_value

PATHS = {
    "nova.conf": "/etc/nova/nova.conf",
    "neutron.conf": "/etc/neutron/neutron.conf",
    "libvirtd.conf": "/etc/libvirt/libvirtd.conf",
    "qemu.conf": "/etc/libvirt/qemu.conf",
}
"""Where the files lie on a node. The agent's configuration is in the file of all of Neutron."""

_READERS = {"nova.conf": NOVA, "neutron.conf": AGENT, "libvirtd.conf": LIBVIRT, "qemu.conf": LIBVIRT}

_OVERALL = {
    "nova.conf": ("service-misconfigured", "compute-service-down"),
    "neutron.conf": ("service-misconfigured", "vif-plug-timeout", "port-binding-failed", "network-mismatch"),
    "libvirtd.conf": ("service-misconfigured", "hypervisor-down"),
    "qemu.conf": ("service-misconfigured", "hypervisor-down"),
}
"""What any wrong option of a file may be called: the service that reads it may not start."""

_BLOCKED = ("migration-network-blocked",)
_DEVICE = ("firmware-or-device-unsupported",)
_PLACES = ("instances-path-unusable",)
_FULL = ("no-valid-host", "placement-conflict", "memory-exhausted")


@dataclass(frozen=True)
class _Options:
    """Options that these operations can meet: names of a group (a regular expression), and what they may be called beyond what all may."""

    file: str
    group: str
    names: str
    causes: tuple[str, ...] = ()
    meets: tuple[OperationKind, ...] = ALL


_LIVE = (OperationKind.LIVE_MIGRATION,)
_COPIES = (OperationKind.COLD_MIGRATION, OperationKind.RESIZE)

_WANTED = (
    _Options("nova.conf", "DEFAULT", r"instances_path|state_path|tempdir", _PLACES),
    _Options("nova.conf", "DEFAULT", r"mkisofs_cmd|virt_mkfs|rootwrap_config|use_rootwrap_daemon", ("host-tool-broken",)),
    _Options("nova.conf", "DEFAULT", r"vif_plugging_\w+", ("vif-plug-timeout", "network-mismatch")),
    _Options("nova.conf", "DEFAULT", r"\w+_allocation_ratio|reserved_host_\w+", (*_FULL, "disk-full")),
    _Options("nova.conf", "DEFAULT", r"vcpu_pin_set|reserved_huge_pages", ("numa-topology", "no-valid-host")),
    _Options("nova.conf", "DEFAULT", r"(?:long_)?rpc_response_timeout|control_exchange|executor_thread_pool_size", ("messaging-timeout",)),
    _Options("nova.conf", "DEFAULT", r"my_ip", (*_BLOCKED, "resize-ssh-failed"), (*_LIVE, *_COPIES)),
    _Options("nova.conf", "DEFAULT", r"network_allocate_retries", ("network-allocation-failed",)),
    _Options("nova.conf", "DEFAULT", r"live_migration_retry_count|migrate_max_retries", _BLOCKED, _LIVE),
    _Options("nova.conf", "DEFAULT", r"pointer_model", _DEVICE),
    _Options("nova.conf", "DEFAULT", r"force_raw_images|use_cow_images|preallocate_images", ("image-invalid", "disk-full")),
    _Options("nova.conf", "DEFAULT", r"instance_name_template", ("stale-host-state",)),
    _Options(
        "nova.conf",
        "DEFAULT",
        r"compute_driver|compute_monitors|config_drive_format|default_ephemeral_format|flat_injected|force_config_drive"
        r"|injected_network_template|max_concurrent_(?:builds|live_migrations)|max_local_block_devices|report_interval|servicegroup_driver"
        r"|concurrency_backend|shutdown_timeout",
    ),
    _Options("nova.conf", "libvirt", r"cpu_mode\w*", ("cpu-incompatible-spawn", "cpu-incompatible-migration")),
    _Options("nova.conf", "libvirt", r"virt_type", ("kvm-unavailable",)),
    _Options("nova.conf", "libvirt", r"hw_machine_type", (*_DEVICE, "hypervisor-version-gap")),
    _Options(
        "nova.conf",
        "libvirt",
        r"live_migration_(?:inbound_addr|uri|scheme|with_native_tls|tunnelled)|migration_inbound_addr",
        _BLOCKED,
        _LIVE,
    ),
    _Options(
        "nova.conf",
        "libvirt",
        r"live_migration_(?:bandwidth|completion_timeout|downtime\w*|timeout_action|permit_\w+|parallel_connections|monitor_interval)",
        ("migration-not-converging",),
        _LIVE,
    ),
    _Options(
        "nova.conf", "libvirt", r"images_type|images_volume_group|disk_cachemodes", ("storage-mode-mismatch", "image-invalid", "disk-full")
    ),
    _Options("nova.conf", "libvirt", r"images_(?:address_space|cpu_time)_limit", ("image-invalid", "memory-exhausted", "host-tool-broken")),
    _Options("nova.conf", "libvirt", r"connection_uri", ("hypervisor-down",)),
    _Options("nova.conf", "libvirt", r"remote_filesystem_transport", ("resize-ssh-failed", "host-tool-broken"), _COPIES),
    _Options("nova.conf", "libvirt", r"file_backed_memory|tb_cache_size", (*_FULL, *_DEVICE)),
    _Options(
        "nova.conf",
        "libvirt",
        r"rx_queue_size|tx_queue_size|num_pcie_ports|rng_dev_path|sysinfo_serial|mem_stats_period_seconds|max_queues|disk_prefix"
        r"|hw_disk_discard|enabled_perf_events|swtpm_enabled|use_virtio_for_bridges|gid_maps|uid_maps|inject_\w+",
        _DEVICE,
    ),
    _Options("nova.conf", "libvirt", r"cpu_power_\w+|realtime_scheduler_priority", ("numa-topology",)),
    _Options(
        "nova.conf",
        "neutron",
        r"ovs_bridge|physnets|http_retries|timeout|service_type|service_name|valid_interfaces",
        ("auth-or-policy", "service-catalog", "network-allocation-failed", "port-binding-failed", "vif-plug-timeout"),
    ),
    _Options(
        "nova.conf",
        "placement",
        r"timeout|service_type|service_name|valid_interfaces",
        ("auth-or-policy", "service-catalog", "placement-conflict", "no-valid-host"),
    ),
    _Options(
        "nova.conf",
        "glance",
        r"api_servers|timeout|service_type|service_name|valid_interfaces|num_retries|verify_glance_signatures|enable_certificate_validation",
        ("auth-or-policy", "service-catalog", "image-download-failed", "image-signature-invalid"),
    ),
    _Options("nova.conf", "service_user", r"send_service_user_token|timeout", ("auth-or-policy",)),
    _Options("nova.conf", "compute", r"cpu_(?:dedicated|shared)_set", ("numa-topology", "no-valid-host")),
    _Options("nova.conf", "compute", r"live_migration_wait_for_vif_plug", ("vif-plug-timeout", "network-mismatch"), _LIVE),
    _Options("nova.conf", "compute", r"max_disk_devices_to_attach|max_concurrent_disk_ops|provider_config_location", _DEVICE),
    _Options("nova.conf", "workarounds", r"libvirt_disable_apic", _DEVICE),
    _Options("nova.conf", "workarounds", r"disable_rootwrap", ("host-tool-broken",)),
    _Options(
        "nova.conf", "workarounds", r"wait_for_vif_plugged_event_during_hard_reboot", ("vif-plug-timeout",), (OperationKind.HARD_REBOOT,)
    ),
    _Options("nova.conf", "vnc", r"enabled|server_listen|server_proxyclient_address", ("console-failed",)),
    _Options("nova.conf", "image_cache", r"subdirectory_name", (*_PLACES, "image-download-failed")),
    _Options("nova.conf", "oslo_concurrency", r"lock_path", _PLACES),
    _Options("nova.conf", "privsep", r"helper_command|user|group|capabilities", ("host-tool-broken",)),
    _Options(
        "nova.conf",
        "os_vif_ovs",
        r"ovsdb_connection|ovsdb_interface|ovs_vsctl_timeout|network_device_mtu|isolate_vif|per_port_bridge",
        ("vif-plug-timeout", "port-binding-failed", "network-mismatch", "host-tool-broken"),
    ),
    _Options("nova.conf", "upgrade_levels", r"compute|conductor|baseapi", ("messaging-timeout",)),
    _Options("nova.conf", "oslo_messaging_rabbit", r"ssl|rabbit_login_method", ("messaging-timeout",)),
    _Options("neutron.conf", "DEFAULT", r"state_path|rpc_response_timeout|control_exchange", ("messaging-timeout",)),
    _Options(
        "neutron.conf",
        "ovs",
        r"bridge_mappings|datapath_type|integration_bridge|tunnel_bridge|local_ip|of_listen_\w+|of_\w+_timeout|of_inactivity_probe"
        r"|ovsdb_connection|ovsdb_timeout|int_peer_patch_port|openflow_processed_per_port|resource_provider_bandwidths|bridge_mac_table_size",
    ),
    _Options(
        "neutron.conf", "agent", r"extensions|tunnel_types|report_interval|minimize_polling|drop_flows_on_start|explicitly_egress_direct"
    ),
    _Options(
        "neutron.conf",
        "securitygroup",
        r"enable_security_group|firewall_driver|permitted_ethertypes",
        ("network-or-security-group-invalid",),
    ),
    _Options("neutron.conf", "oslo_concurrency", r"lock_path"),
    _Options("neutron.conf", "privsep", r"helper_command|user|group|capabilities", ("host-tool-broken",)),
    _Options("neutron.conf", "oslo_messaging_rabbit", r"ssl|rabbit_login_method", ("messaging-timeout",)),
    _Options("libvirtd.conf", "", r"listen_tls|listen_tcp|tcp_port|listen_addr|auth_tcp|tcp_min_ssf|max_anonymous_clients", _BLOCKED),
    _Options("libvirtd.conf", "", r"unix_sock_(?:group|rw_perms|dir)|auth_unix_rw|max_clients|max_queued_clients|max_workers|min_workers"),
    _Options("libvirtd.conf", "", r"max_client_requests|host_uuid|keepalive_\w+|key_file|cert_file|access_drivers|log_outputs|ovs_timeout"),
    _Options("qemu.conf", "", r"migration_\w+", _BLOCKED, _LIVE),
    _Options("qemu.conf", "", r"user|group|dynamic_ownership", _PLACES),
    _Options("qemu.conf", "", r"security_driver", ("mac-denied",)),
    _Options("qemu.conf", "", r"max_processes|max_files|max_threads_per_process", ("memory-exhausted", "host-tool-broken")),
    _Options("qemu.conf", "", r"hugetlbfs_mount|memory_backing_dir", ("numa-topology", "memory-exhausted")),
    _Options(
        "qemu.conf",
        "",
        r"stdio_handler|namespaces|cgroup_controllers|lock_manager|seccomp_sandbox|remember_owner|relaxed_acs_check|bridge_helper"
        r"|max_queued|keepalive_\w+|capability_filters|sched_core|default_tls_x509_cert_dir",
        ("stale-host-state",),
    ),
)


def drawable(options: Iterable[Option]) -> list[Option]:
    """The options of a compute host that an operation can meet, sorted."""
    return sorted((one for one in options if _wanted(one)), key=lambda one: (one.file, one.group, one.name))


def draw(draw: Random, options: Sequence[Option]) -> DrawnFault:
    """One of the options, which are drawable. The file first: of nova.conf there are more than of all others, and of it are many faults."""
    files = sorted({one.file for one in options})
    file = draw.choice([*files, *(("nova.conf",) * (len(files) - 2) if "nova.conf" in files else ())])
    option = draw.choice([one for one in options if one.file == file])
    return of_option(option, wrong_value(draw, option))


def of_option(option: Option, value: str) -> DrawnFault:
    """The fault of that value of that option."""
    causes = called(_OVERALL[option.file], *(known.causes for known in _wanted(option)))
    where = f"[{option.group}] {option.name}" if option.group else option.name
    meets = {operation for known in _wanted(option) for operation in known.meets}
    pair = {"migration-network-blocked", "resize-ssh-failed", "storage-mode-mismatch"} & causes
    return DrawnFault(
        kind=FaultKind.OPTION,
        slug=slug(option.file.removesuffix(".conf"), option.group, option.name),
        does=f"{where} = {value} in {option.file}",
        may_be_called=causes,
        inject=lambda target, _peer: _inject(target, option, value),
        meets=tuple(operation for operation in ALL if operation in meets),
        # Nova tells the other host of an address of this one
        blamed=(Blamed.TARGET, Blamed.PEER) if pair else (Blamed.TARGET,),
    )


def _wanted(option: Option) -> list[_Options]:
    return [
        known for known in _WANTED if (known.file, known.group) == (option.file, option.group) and re.fullmatch(known.names, option.name)
    ]


def _inject(target: FaultTarget, option: Option, value: str) -> None:
    path = PATHS[option.file]
    if _READERS[option.file] is LIBVIRT:
        target.restart_later(*HYPERVISOR)
    # what a service makes where it was wrongly told to
    target.change("true", _forget_made(option))
    if option.group:
        target.configure(path, option.group, option.name, value)
    else:
        target.write(path, with_setting(target.read(path), option.name, value, option.type))
    restart_if_it_starts(target, _READERS[option.file])


def _forget_made(option: Option) -> str:
    forget = f"rm -rf {NO_DIRECTORY}"
    if option.file == "neutron.conf":
        control = "ovs-vsctl --timeout=5 --if-exists"
        forget += f"; {control} del-br {NO_VALUE} || true; {control} del-port {NO_VALUE} || true"
    return forget


def with_setting(text: str, name: str, value: str, kind: str) -> str:
    """A file of libvirt with that setting once, as its last."""
    kept = [line for line in text.splitlines() if not re.match(rf"\s*{re.escape(name)}\s*=", line)]
    number = kind == "integer" and re.fullmatch(r"-?\d+", value)
    written = value if number else f'[ "{value}" ]' if kind == "list" else f'"{value}"'
    return "\n".join([*kept, f"{name} = {written}"]) + "\n"
