"""Where the words of a source may be met: services carry one another's errors, and people paste them from anywhere.

The sources of a rule are a strong preference, no wall. A text that comes from one of them counts fully. One that comes from a source
which carries their words (Nova's records carry libvirt's errors, a person's terminal carries everything) counts for less, so that of two
rules that hold the one at home decides. A text from anywhere else does not count: "No space left on device" in the guest's
console or in Glance's log is no full disk on a compute host.
"""

from collections.abc import Mapping
from enum import IntEnum

from conformance.model.evidence import Source


class Weight(IntEnum):
    """What a text counts for a rule: nothing, as words of others that its source carries, or as its source's own."""

    NOTHING = 0
    CARRIED = 1
    AT_HOME = 2


_NOVA = frozenset(
    {
        Source.SERVER_FAULT,
        Source.EVENTS,
        Source.MIGRATION,
        Source.NOVA_COMPUTE,
        Source.NOVA_CONDUCTOR,
        Source.NOVA_SCHEDULER,
        Source.NOVA_API,
    }
)
_HYPERVISOR = frozenset({Source.LIBVIRT, Source.QEMU, Source.NOVA_COMPUTE})
_KERNEL = frozenset({Source.DMESG, Source.AUDIT})
_NEUTRON = frozenset({Source.NEUTRON_SERVER, Source.NEUTRON_AGENT, Source.METADATA_AGENT})
_ANYTHING = frozenset({Source.CLI, Source.PODS})

_FAMILY: Mapping[Source, frozenset[Source]] = {
    **dict.fromkeys(_NOVA, _NOVA | _ANYTHING),
    # nova-compute logs what libvirt answers before any other of Nova's services hears of it.
    Source.NOVA_COMPUTE: _NOVA | _HYPERVISOR | _ANYTHING,
    Source.LIBVIRT: _HYPERVISOR | _NOVA | _ANYTHING,
    Source.QEMU: _HYPERVISOR | _NOVA | _ANYTHING,
    Source.DMESG: _KERNEL | _HYPERVISOR | _ANYTHING,
    Source.AUDIT: _KERNEL | _HYPERVISOR | _ANYTHING,
    **dict.fromkeys(_NEUTRON, _NEUTRON | _NOVA | _ANYTHING),
    Source.CINDER_VOLUME: _NOVA | _ANYTHING | {Source.VOLUMES},
    Source.VOLUMES: _NOVA | _ANYTHING | {Source.CINDER_VOLUME},
    Source.GLANCE_API: _NOVA | _ANYTHING | {Source.IMAGE},
    Source.IMAGE: _NOVA | _ANYTHING | {Source.GLANCE_API},
    Source.PLACEMENT_API: _NOVA | _ANYTHING | {Source.PLACEMENT},
    Source.PLACEMENT: _NOVA | _ANYTHING | {Source.PLACEMENT_API},
    Source.CONSOLE_PROXY: _NOVA | _ANYTHING,
    Source.PODS: _NOVA | _ANYTHING,
    Source.CLI: _NOVA | _ANYTHING,
}
"""The sources in which the words of a source are met besides in itself. Those that are not here: only in what a person pasted."""

_ALIASES: Mapping[str, Source] = {
    "fault": Source.SERVER_FAULT,
    "server": Source.SERVER_FAULT,
    "server-show": Source.SERVER_FAULT,
    "instance-fault": Source.SERVER_FAULT,
    "event": Source.EVENTS,
    "instance-actions": Source.EVENTS,
    "actions": Source.EVENTS,
    "migrations": Source.MIGRATION,
    "migration-list": Source.MIGRATION,
    "compute": Source.NOVA_COMPUTE,
    "n-cpu": Source.NOVA_COMPUTE,
    "ostackhost": Source.NOVA_COMPUTE,
    "pf9-ostackhost": Source.NOVA_COMPUTE,
    "conductor": Source.NOVA_CONDUCTOR,
    "nova-super-conductor": Source.NOVA_CONDUCTOR,
    "scheduler": Source.NOVA_SCHEDULER,
    "n-sch": Source.NOVA_SCHEDULER,
    "nova": Source.NOVA_API,
    "api": Source.NOVA_API,
    "n-api": Source.NOVA_API,
    "nova-api-osapi": Source.NOVA_API,
    "nova-osapi": Source.NOVA_API,
    "nova-metadata-api": Source.METADATA_AGENT,
    "nova-metadata": Source.METADATA_AGENT,
    "nova-api-metadata": Source.METADATA_AGENT,
    "n-api-meta": Source.METADATA_AGENT,
    "libvirtd": Source.LIBVIRT,
    "virtqemud": Source.LIBVIRT,
    "nova-libvirt": Source.LIBVIRT,
    "qemu-kvm": Source.QEMU,
    "qemu-log": Source.QEMU,
    "instance-log": Source.QEMU,
    "neutron": Source.NEUTRON_SERVER,
    "neutron-api": Source.NEUTRON_SERVER,
    "q-svc": Source.NEUTRON_SERVER,
    "neutron-rpc-server": Source.NEUTRON_SERVER,
    "neutron-periodic-worker": Source.NEUTRON_SERVER,
    "neutron-periodic-workers": Source.NEUTRON_SERVER,
    "neutron-ovn-maintenance-worker": Source.NEUTRON_SERVER,
    "neutron-openvswitch-agent": Source.NEUTRON_AGENT,
    "neutron-linuxbridge-agent": Source.NEUTRON_AGENT,
    "neutron-ovs-agent": Source.NEUTRON_AGENT,
    "openvswitch-agent": Source.NEUTRON_AGENT,
    "ovs-agent": Source.NEUTRON_AGENT,
    "ovn-controller": Source.NEUTRON_AGENT,
    "l2-agent": Source.NEUTRON_AGENT,
    "neutron-l3-agent": Source.NEUTRON_AGENT,
    "neutron-dhcp-agent": Source.NEUTRON_AGENT,
    "neutron-metadata-agent": Source.METADATA_AGENT,
    "neutron-ovn-metadata-agent": Source.METADATA_AGENT,
    "ovn-metadata-agent": Source.METADATA_AGENT,
    "cinder": Source.CINDER_VOLUME,
    "cinder-api": Source.CINDER_VOLUME,
    "cinder-scheduler": Source.CINDER_VOLUME,
    "cindervolume-base": Source.CINDER_VOLUME,
    "pf9-cindervolume-base": Source.CINDER_VOLUME,
    "pf9-neutron-ovn-metadata-agent": Source.METADATA_AGENT,
    "pf9-neutron-ovn-controller": Source.NEUTRON_AGENT,
    "glance": Source.GLANCE_API,
    "novncproxy": Source.CONSOLE_PROXY,
    "pf9-novncproxy": Source.CONSOLE_PROXY,
    "n-novnc": Source.CONSOLE_PROXY,
    "nova-vnc-proxy": Source.CONSOLE_PROXY,
    "nova-novncproxy": Source.CONSOLE_PROXY,
    "nova-spicehtml5proxy": Source.CONSOLE_PROXY,
    "nova-serialproxy": Source.CONSOLE_PROXY,
    "nova-consoleauth": Source.CONSOLE_PROXY,
    "console-log": Source.CONSOLE,
    "cloud-init": Source.CONSOLE,
    "kernel": Source.DMESG,
    "kern": Source.DMESG,
    "audit-log": Source.AUDIT,
    "auditd": Source.AUDIT,
    "kubectl": Source.PODS,
    "pod": Source.PODS,
}

_NAMES = {**{source.value: source for source in Source}, **_ALIASES}


_ASKED_FOR = frozenset({Source.CONSOLE, Source.HOST, Source.HYPERVISORS, Source.INVARIANTS})
"""What counts only for rules that list it: the guest's words, and what was seen beside the failure, which decides nothing alone."""


def weight(listed: tuple[Source, ...], source: Source) -> Weight:
    """What a text counts for a rule or condition that lists those sources; none: all but those that must be asked for."""
    if source in listed:
        return Weight.AT_HOME
    if not listed:
        return Weight.NOTHING if source in _ASKED_FOR else Weight.AT_HOME
    return Weight.CARRIED if any(source in _FAMILY.get(home, _ANYTHING) for home in listed) else Weight.NOTHING


def named_source(name: str) -> Source | None:
    """The source that somebody calls so; None if there is none."""
    plain = name.strip().lower().replace("_", "-").removesuffix(".log")
    return _NAMES.get(plain)


def source_or_cli(name: str) -> Source:
    """The same; a name that is not known is a text pasted from somewhere (cli), where everything counts."""
    return named_source(name) or Source.CLI
