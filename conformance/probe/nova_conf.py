"""What nova-compute is configured to do on a host."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

from conformance.model.errors import CloudFault
from conformance.probe import oslo_config
from conformance.probe.oslo_config import DEFAULT, NotReadable, Option, brief
from conformance.probe.ranges import TooMany, members

_T = TypeVar("_T")

_CEPH_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")

_OPTIONS: frozenset[Option] = frozenset(
    {
        (DEFAULT, "state_path"),
        (DEFAULT, "instances_path"),
        (DEFAULT, "vif_plugging_timeout"),
        (DEFAULT, "vif_plugging_is_fatal"),
        (DEFAULT, "my_ip"),
        (DEFAULT, "host"),
        (DEFAULT, "reserved_host_memory_mb"),
        (DEFAULT, "max_concurrent_live_migrations"),
        (DEFAULT, "cpu_allocation_ratio"),
        (DEFAULT, "ram_allocation_ratio"),
        (DEFAULT, "disk_allocation_ratio"),
        ("cinder", "auth_type"),
        ("cinder", "auth_url"),
        ("cinder", "catalog_info"),
        ("cinder", "os_region_name"),
        ("compute", "cpu_dedicated_set"),
        ("compute", "cpu_shared_set"),
        ("vnc", "enabled"),
        ("vnc", "novncproxy_base_url"),
        ("libvirt", "virt_type"),
        ("libvirt", "cpu_mode"),
        ("libvirt", "cpu_models"),
        ("libvirt", "cpu_model_extra_flags"),
        ("libvirt", "hw_machine_type"),
        ("libvirt", "images_type"),
        ("libvirt", "images_rbd_ceph_conf"),
        ("libvirt", "rbd_user"),
        ("libvirt", "rbd_secret_uuid"),
        ("libvirt", "migration_inbound_addr"),
        ("libvirt", "live_migration_inbound_addr"),
        ("libvirt", "live_migration_uri"),
        ("libvirt", "remote_filesystem_transport"),
        ("libvirt", "live_migration_scheme"),
        ("libvirt", "live_migration_tunnelled"),
        ("libvirt", "live_migration_with_native_tls"),
        ("libvirt", "live_migration_bandwidth"),
        ("libvirt", "live_migration_permit_auto_converge"),
        ("libvirt", "live_migration_permit_post_copy"),
        ("libvirt", "live_migration_completion_timeout"),
    }
)
_ALIASES: Mapping[Option, Option] = {
    ("libvirt", "cpu_model"): ("libvirt", "cpu_models"),
    (DEFAULT, "vnc_enabled"): ("vnc", "enabled"),
    (DEFAULT, "novncproxy_base_url"): ("vnc", "novncproxy_base_url"),
}
"""Names of before that Nova still takes."""

_CPU_MODES = ("host-model", "host-passthrough", "custom", "none")
_VIRT_TYPES = ("kvm", "qemu", "lxc", "parallels")


class NovaConf:
    """The options of nova-compute that invariants ask for, each with Nova's default where it is not set.

    Each raises CloudFault where the value is one that nova-compute would refuse.
    """

    def __init__(self, host: str, options: Mapping[Option, str]) -> None:
        self._host = host
        self._options = options

    @property
    def names_block_storage(self) -> bool:
        """Whether it says how Cinder is reached, which nothing but volumes needs."""
        return any(section == "cinder" for section, _ in self._options)

    @property
    def vif_plugging_timeout(self) -> int:
        """Seconds to wait for Neutron to plug a port; 0: not at all."""
        return self._value(DEFAULT, "vif_plugging_timeout", _not_negative, 300)

    @property
    def vif_plugging_is_fatal(self) -> bool:
        """Whether an instance fails whose port was not plugged in time."""
        return self._value(DEFAULT, "vif_plugging_is_fatal", oslo_config.as_bool, True)

    @property
    def virt_type(self) -> str:
        """The type of domains: kvm, qemu, lxc or parallels."""
        return self._value("libvirt", "virt_type", _one_of(_VIRT_TYPES), "kvm")

    @property
    def cpu_mode(self) -> str | None:
        """The mode as set. None where it is not: host-model (on AArch64 host-passthrough) for kvm and qemu, none for others."""
        return self._value("libvirt", "cpu_mode", _one_of(_CPU_MODES), None)

    @property
    def cpu_models(self) -> tuple[str, ...]:
        """The models of mode custom, most wanted first."""
        return self._list("cpu_models")

    @property
    def cpu_model_extra_flags(self) -> tuple[str, ...]:
        """Flags added to the model, in lower case and sorted."""
        return tuple(sorted(flag.lower() for flag in self._list("cpu_model_extra_flags")))

    def hw_machine_type(self, architecture: str) -> str | None:
        """The machine type that guests of an architecture get, whose image asks for none; None where it is not set."""
        known = (entry.partition("=") for entry in self._list("hw_machine_type"))
        # the first one counts, and one without a type does not
        return next((machine for name, _, machine in known if name == architecture and machine), None)

    @property
    def live_migration_scheme(self) -> str:
        """How the source's libvirt calls the destination's: tcp, tls, ssh, ...; as live_migration_uri says it, if that is set."""
        if uri := self.live_migration_uri:
            transport = uri.partition("://")[0].partition("+")[2]
            # as libvirt takes a URI that names a host and no transport
            return transport or "tls"
        return self._options.get(("libvirt", "live_migration_scheme")) or "tcp"

    @property
    def live_migration_pki_path(self) -> str | None:
        """The directory of the certificates with which libvirt calls other hosts; None where it looks in its own."""
        # Nova puts the host in its place by Python's %, which makes one of two
        query = (self.live_migration_uri or "").partition("?")[2].replace("%%", "%")
        return dict(parse_qsl(query)).get("pkipath")

    @property
    def live_migration_verifies_not(self) -> bool:
        """Whether live_migration_uri has libvirt take any certificate of other hosts."""
        uri = self._options.get(("libvirt", "live_migration_uri")) or ""
        return dict(parse_qsl(uri.partition("?")[2])).get("no_verify", "0") not in {"", "0"}

    @property
    def remote_filesystem_transport(self) -> str:
        """By what the disks of guests that do not run get to another host: ssh, rsync, or http."""
        return self._options.get(("libvirt", "remote_filesystem_transport")) or "ssh"

    @property
    def live_migration_uri(self) -> str | None:
        """What the source's libvirt connects to, with %s for the destination; None where Nova makes one of the scheme."""
        return self._options.get(("libvirt", "live_migration_uri")) or None

    def libvirt_of(self, destination: str) -> tuple[str, int | None]:
        """Host and port of the libvirt that is called for guests to a destination; no port: that of the scheme.

        :param destination: its address or name, as the destination tells Nova
        :raises CloudFault: live_migration_uri leads to none
        """
        if self.live_migration_uri is None:
            return destination, None
        try:
            # an IPv6 address stands in brackets in a URI
            parts = urlsplit(self.live_migration_uri % (f"[{destination}]" if ":" in destination else destination))
            host, port = parts.hostname, parts.port
        except (TypeError, ValueError):
            host, port = None, None
        if not host:
            expected = "[libvirt] live_migration_uri leads to the destination's libvirt, which %s stands for"
            raise CloudFault(expected, brief(self.live_migration_uri), self._host)
        return host, port

    @property
    def is_inbound_addr_set(self) -> bool:
        """Whether it is configured where running guests are sent to, known or not."""
        return bool(self._options.get(("libvirt", "live_migration_inbound_addr")))

    @property
    def live_migration_inbound_addr(self) -> str | None:
        """Where running guests are sent to, if not to the host's name; None also where that is my_ip, and Nova finds it by itself."""
        address = self._options.get(("libvirt", "live_migration_inbound_addr"))
        return (oslo_config.resolved(address, self._options, "libvirt") if address else None) or None

    @property
    def migration_address(self) -> str | None:
        """Where the disks of guests that do not run are sent to; None where Nova finds an address of the host itself (my_ip is not set)."""
        address = self._options.get(("libvirt", "migration_inbound_addr")) or "$my_ip"
        return oslo_config.resolved(address, self._options, "libvirt")

    @property
    def live_migration_tunnelled(self) -> bool:
        """Whether guests go through libvirt's own connection."""
        return self._value("libvirt", "live_migration_tunnelled", oslo_config.as_bool, False)

    @property
    def live_migration_with_native_tls(self) -> bool:
        """Whether QEMU itself encrypts guests on their way."""
        return self._value("libvirt", "live_migration_with_native_tls", oslo_config.as_bool, False)

    @property
    def live_migration_bandwidth(self) -> int:
        """MiB/s at most; 0: no limit."""
        return self._value("libvirt", "live_migration_bandwidth", _not_negative, 0)

    @property
    def live_migration_permit_auto_converge(self) -> bool:
        """Whether guests that write faster than they can be sent are slowed down."""
        return self._value("libvirt", "live_migration_permit_auto_converge", oslo_config.as_bool, False)

    @property
    def live_migration_permit_post_copy(self) -> bool:
        """Whether such guests are switched over first, and their memory fetched afterwards."""
        return self._value("libvirt", "live_migration_permit_post_copy", oslo_config.as_bool, False)

    @property
    def live_migration_completion_timeout(self) -> int:
        """Seconds for each GiB of memory and disk to be copied, 2 GiB at least; 0: for ever."""
        return self._value("libvirt", "live_migration_completion_timeout", _not_negative, 800)

    @property
    def max_concurrent_live_migrations(self) -> int:
        """Live migrations that the host sends at a time, further ones wait; 0: no limit."""
        return self._value(DEFAULT, "max_concurrent_live_migrations", _not_negative, 1)

    @property
    def reserved_host_memory_mb(self) -> int:
        """MiB of memory that are kept from guests."""
        return self._value(DEFAULT, "reserved_host_memory_mb", _not_negative, 512)

    @property
    def cpu_dedicated_set(self) -> str:
        """The processors for pinned guests, as a list of ranges; empty where there are none."""
        return self._value("compute", "cpu_dedicated_set", _processors, "")

    @property
    def cpu_shared_set(self) -> str:
        """The processors for guests that float, as a list of ranges; empty where they may use all."""
        return self._value("compute", "cpu_shared_set", _processors, "")

    @property
    def novncproxy_base_url(self) -> str | None:
        """Where users are sent for a VNC console; None where there is none."""
        if not self._value("vnc", "enabled", oslo_config.as_bool, True):
            return None
        return self._options.get(("vnc", "novncproxy_base_url"), "http://127.0.0.1:6080/vnc_auto.html")

    @property
    def state_path(self) -> str:
        """Where nova-compute keeps what is its own."""
        return self._options.get((DEFAULT, "state_path"), "/var/lib/nova")

    @property
    def images_type(self) -> str:
        """Where disks of instances are: raw, flat, qcow2, lvm, rbd, ploop or default (files under the instances path)."""
        return self._options.get(("libvirt", "images_type"), "default")

    @property
    def rbd_user(self) -> str:
        """As whom guests' disks in Ceph are opened, without "client."; empty where that is not set, or is no name of a user."""
        return _matching(_CEPH_USER, self._options.get(("libvirt", "rbd_user"), ""))

    @property
    def rbd_secret_uuid(self) -> str:
        """By what libvirt knows that user's key; empty where that is not set, or is no UUID."""
        return _matching(_UUID, self._options.get(("libvirt", "rbd_secret_uuid"), ""))

    @property
    def images_rbd_ceph_conf(self) -> str:
        """Ceph's configuration."""
        return self._options.get(("libvirt", "images_rbd_ceph_conf")) or "/etc/ceph/ceph.conf"

    @property
    def instances_path(self) -> str | None:
        """Where instances are kept; None where the files do not say, or say it in options that are not read here."""
        path = self._options.get((DEFAULT, "instances_path"))
        if path is None and (DEFAULT, "state_path") not in self._options:
            return None
        return oslo_config.resolved(path or "$state_path/instances", {(DEFAULT, "state_path"): self.state_path, **self._options})

    def _list(self, name: str) -> tuple[str, ...]:
        return oslo_config.as_list(self._options.get(("libvirt", name), ""))

    def _value(self, section: str, name: str, convert: Callable[[str], _T], default: _T) -> _T:
        text = self._options.get((section, name))
        if text is None:
            return default
        try:
            return convert(text)
        except NotReadable as error:
            raise CloudFault(f"[{section}] {name} has a value that nova-compute takes", str(error), self._host) from error


def _matching(form: re.Pattern[str], text: str) -> str:
    return text if form.fullmatch(text) else ""


def _not_negative(text: str) -> int:
    number = oslo_config.as_int(text)
    if number < 0:
        raise NotReadable(f"{number} is less than 0")
    return number


def _one_of(choices: tuple[str, ...]) -> Callable[[str], str]:
    def convert(text: str) -> str:
        if text not in choices:
            raise NotReadable(f"{brief(text)} is none of {', '.join(choices)}")
        return text

    return convert


def _processors(text: str) -> str:
    try:
        members(text)
    except TooMany as error:
        raise NotReadable(f"{brief(text)}: {error}") from None
    except ValueError:
        raise NotReadable(f"{brief(text)} is no list of processors (0-3,8,^2)") from None
    return text


_DECISIVE = re.compile(
    r"virt_type|cpu_mode|cpu_models?|cpu_model_extra_flags|vif_plugging_\w+|live_migration_\w+|migration_\w+|images_type|instances_path|my_ip"
    r"|force_raw_images|compute_driver|disk_cachemodes"
)
"""Names of options, of whatever section, on which it depends how operations end."""


def decisive(files: Iterable[tuple[str, str]]) -> dict[Option, str]:
    """The options that tell, beside a failed operation, what nova-compute was to do. :raises NotReadable: it would not start with them"""
    return oslo_config.parse(files, lambda option: _DECISIVE.fullmatch(option[1]) is not None, {})


def is_asked_for(option: Option) -> bool:
    """Whether an option is one of those that NovaConf knows."""
    return option in _OPTIONS or option in _ALIASES


def options_of(files: Iterable[tuple[str, str]]) -> dict[Option, str]:
    """The options that NovaConf knows, of path and text of each file in the order in which nova-compute reads them.

    :raises NotReadable: it is nothing that nova-compute would start with
    """
    return oslo_config.parse(files, _OPTIONS.__contains__, _ALIASES)
