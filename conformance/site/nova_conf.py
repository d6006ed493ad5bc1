"""What nova-compute is configured to do on a host."""

import shlex
from collections.abc import Callable, Mapping
from typing import TypeVar

from conformance.model.errors import CloudFault, SuiteFault
from conformance.site import oslo_config
from conformance.site.hosts import HostAccess
from conformance.site.oslo_config import DEFAULT, NotReadable, Option
from conformance.site.profile_model import LogicalService, Profile

_T = TypeVar("_T")

_OPTIONS: frozenset[Option] = frozenset(
    {
        (DEFAULT, "state_path"),
        (DEFAULT, "instances_path"),
        (DEFAULT, "vif_plugging_timeout"),
        (DEFAULT, "vif_plugging_is_fatal"),
        ("libvirt", "virt_type"),
        ("libvirt", "cpu_mode"),
        ("libvirt", "cpu_models"),
        ("libvirt", "cpu_model_extra_flags"),
    }
)
_ALIASES: Mapping[Option, Option] = {("libvirt", "cpu_model"): ("libvirt", "cpu_models")}

_CPU_MODES = ("host-model", "host-passthrough", "custom", "none")
_VIRT_TYPES = ("kvm", "qemu", "lxc", "parallels")

_FILE_STARTS = "\x1e"

_READ = r"""
show() { printf '\036%s\n' "$1"; cat -- "$1" || exit 3; }
for path in PATHS; do
  case $path in */) directory=yes ;; *) directory= ;; esac
  if [ "$directory" ] || [ -d "$path" ]; then
    for file in "${path%/}"/*.conf; do [ ! -e "$file" ] || show "$file"; done
  else
    show "$path"
  fi
done
"""
"""All files in one command, each after a line that names it; a directory that is not there is an empty one, as oslo.config takes it."""


class NovaConf:
    """The options of nova-compute that invariants ask for, each with Nova's default where it is not set.

    Each raises CloudFault where the value is one that nova-compute would refuse.
    """

    def __init__(self, host: str, options: Mapping[Option, str]) -> None:
        self._host = host
        self._options = options

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

    @property
    def instances_path(self) -> str | None:
        """Where instances are kept; None where the files do not say, or say it in options that are not read here."""
        path = self._options.get((DEFAULT, "instances_path"))
        if path is None:
            path = "$state_path/instances"
        return oslo_config.resolved(path, self._options)

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


def _not_negative(text: str) -> int:
    number = oslo_config.as_int(text)
    if number < 0:
        raise NotReadable(f"{number} is less than 0")
    return number


def _one_of(choices: tuple[str, ...]) -> Callable[[str], str]:
    def convert(text: str) -> str:
        if text not in choices:
            raise NotReadable(f"{text!r} is none of {', '.join(choices)}")
        return text

    return convert


def read_nova_conf(host: HostAccess, profile: Profile) -> NovaConf:
    """Read nova-compute's configuration on a host, by one command.

    :raises SuiteFault: the profile does not say where it is, it is not there, or may not be read
    :raises CloudFault: it is nothing that nova-compute would start with
    """
    paths = profile.service(LogicalService.NOVA_COMPUTE).config
    if not paths:
        raise SuiteFault("the profile does not say where nova-compute's configuration is. Add services.nova_compute.config to it")
    result = host.service(LogicalService.NOVA_COMPUTE).run(_READ.replace("PATHS", shlex.join(paths)))
    if not result.ok:
        raise SuiteFault(f"{host.name}: nova-compute's configuration cannot be read: {_why(result.stderr)}")
    files = [text.split("\n", 1) for text in result.stdout.split(_FILE_STARTS) if text]
    try:
        options = oslo_config.parse(((path, text) for path, text in files), _OPTIONS.__contains__, _ALIASES)
    except NotReadable as error:
        raise CloudFault("nova-compute's configuration can be read", str(error), host.name) from error
    return NovaConf(host.name, options)


def _why(stderr: str) -> str:
    said = stderr.strip().removeprefix("cat: ")
    if "Permission denied" in said:
        return f"{said}. Set hosts.sudo: true in the profile, or log in as a user who may read it"
    if "No such file" in said:
        return f"{said}. Correct services.nova_compute.config in the profile"
    return said
