"""Wrong values for options, by their types."""

import re
from random import Random

from lab.fuzz.definitions import Option
from lab.fuzz.grammar import NO_DIRECTORY, NO_VALUE, NOWHERE

_PATH = re.compile(r"(?:path|dir|directory|file|cmd|command|config|helper|_conf|location|hugetlbfs_mount)$")
_ADDRESS = re.compile(r"(?:_ip|_addr|_address|host|_listen|^listen_addr)$")
_URL = re.compile(r"(?:_url|_uri|connection|api_servers)$")
_LARGE = 2**31 - 1

_LAB = {
    ("nova.conf", "compute", "live_migration_wait_for_vif_plug"): "False",
    ("nova.conf", "libvirt", "cpu_mode"): "none",
    ("nova.conf", "libvirt", "virt_type"): "qemu",
    ("nova.conf", "vnc", "enabled"): "False",
    ("neutron.conf", "ovs", "datapath_type"): "netdev",
}
"""What the lab sets where it differs from the default: setting that again breaks nothing."""


def wrong_value(draw: Random, option: Option) -> str:
    """A value of the option's type that is wrong, or, now and then, one that is of no such type."""
    return draw.choice(wrong_values(option))


def wrong_values(option: Option) -> tuple[str, ...]:
    """All that may be drawn; never what the option is without the fault."""
    own = _LAB.get((option.file, option.group, option.name), option.default)
    option = option.model_copy(update={"default": own})
    values = dict.fromkeys(_values(option))
    values.pop(option.default or "", None)
    return tuple(values) or (NO_VALUE,)


def _values(option: Option) -> tuple[str, ...]:
    if option.choices:
        others = tuple(choice for choice in option.choices if choice != option.default)
        # mostly one that does not exist: another that exists may be right
        return ("no-such-choice", *others[:1])
    if option.type == "boolean":
        return ("False",) if (option.default or "False") == "True" else ("True",)
    if option.type in {"integer", "float", "port"}:
        return _numbers(option)
    if _URL.search(option.name):
        return (f"http://{NOWHERE}:1/", "no-such-scheme://no-such-host.invalid/")
    if option.type in {"hostaddress", "ipaddress", "hostdomain"} or _ADDRESS.search(option.name):
        return (NOWHERE, "no-such-host.invalid", "127.0.0.1")
    if _PATH.search(option.name):
        return (f"{NO_DIRECTORY}/{option.name}", "/proc/version")
    if option.type == "dict":
        return (f"{NO_VALUE}:1",)
    return (NO_VALUE,)


def _numbers(option: Option) -> tuple[str, ...]:
    beyond = () if option.max is None else (f"{option.max + 1:.0f}",)
    below = () if option.min is None else (f"{option.min - 1:.0f}",)
    return ("0", "-1", str(_LARGE), "many", *below, *beyond)
