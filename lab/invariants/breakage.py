"""How an invariant's condition is broken in the lab."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from shlex import quote
from typing import Any

import yaml

from lab.faults.fault import FaultPlace
from lab.faults.target import FaultTarget
from lab.invariants import against

NOT_HERE = Path(__file__).with_name("not_here.yaml")


class FaultGroup(StrEnum):
    """What is broken at the same time: nothing in a group hides anything else in it."""

    CONFIGURATION = "configuration"
    NETWORK = "network"
    KVM = "kvm"
    KVM_DEVICE = "kvm-device"
    STOPPED = "stopped"
    PORTS = "ports"
    TUNNELS = "tunnels"
    MACHINE = "machine"
    VERSION = "version"
    SPACE = "space"
    INODES = "inodes"
    SHARED = "shared"
    CONSOLE = "console"
    AGENT = "agent"
    MAPPING = "mapping"
    CONTROL = "control"
    CONDUCTOR = "conductor"
    HEARTBEATS = "heartbeats"


@dataclass(frozen=True)
class Breakage:
    """One way to break the condition of one invariant.

    given: what must be so for the invariant to say anything, where it is not so in the lab. patience: seconds until it is noticed.
    thresholds, guest: what of the lab's profile differs, as the invariant says nothing with its own. silent_when_well: without the
    breakage it says nothing, for a reason, instead of holding. difference: what of the lab differs from a real breakage.
    """

    inject: Callable[[FaultTarget], None]
    together: FaultGroup
    given: Callable[[FaultTarget], None] | None = None
    place: FaultPlace = FaultPlace.HOST
    patience: float = 30
    thresholds: Mapping[str, Any] = field(default_factory=dict)
    guest: Mapping[str, Any] = field(default_factory=dict)
    silent_when_well: bool = False
    difference: str = ""


@dataclass(frozen=True)
class NamedBreakage:
    """A breakage, the invariant that it is against, and what is broken, as its file says."""

    invariant: str
    what: str
    breakage: Breakage


@cache
def breakages() -> tuple[NamedBreakage, ...]:
    """Every breakage, sorted by invariant."""
    return tuple(_load(module.name) for module in sorted(iter_modules(against.__path__), key=lambda module: module.name))


def not_here() -> dict[str, str]:
    """By invariant, why its condition cannot be broken in the lab."""
    found: dict[str, str] = yaml.safe_load(NOT_HERE.read_text())
    return found


def show_instead(target: FaultTarget, path: str, change: str) -> None:
    """Cover a file that the kernel shows by one that says something else. change: sed's command (extended regular expressions)."""
    cover = f"/run/lab-cover{path.replace('/', '-')}"
    undo = f"while mountpoint -q {path}; do umount {path}; done; rm -f {cover}"
    target.change(f"sed -E {quote(change)} {path} > {cover}; mount --bind {cover} {path}", undo)


def _load(name: str) -> NamedBreakage:
    module = import_module(f"{against.__name__}.{name}")
    return NamedBreakage(name, " ".join((inspect.getdoc(module) or "").split()), module.BREAKAGE)
