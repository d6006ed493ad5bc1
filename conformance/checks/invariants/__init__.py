"""What must hold of every compute host and of the cloud: one small file each, in the package of its subject.

The file's name is the invariant's id; to be there is to count.

A file says what it is in ABOUT, and holds one check, whose docstring is the claim:
`check(host)`; `check_among(host, others)`, where a host is compared with the others; `check_pair(source, destination)`, for each way that
guests may take; or `check_cloud(cloud)`. Each raises CloudFault where it does not hold and NotApplicable where it says nothing.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from conformance.checks.comparison import some
from conformance.checks.host import AllHosts, Host
from conformance.input.complaints import did_you_mean
from conformance.input.understanding import oddity
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.evidence import Side
from conformance.model.invariant import About, Misdescribed, NotApplicable, Scope

_KINDS = ("check", "check_among", "check_pair", "check_cloud")


@dataclass(frozen=True)
class Invariant:
    """One invariant: its id, what its file says of it, and its check, which is of one of the four kinds."""

    id: str
    subject: str
    title: str
    claim: str
    about: About
    kind: str
    run: Callable[..., None]

    @property
    def scope(self) -> Scope:
        """What it is about."""
        return Scope.CLOUD if self.kind == "check_cloud" else Scope.HOST


@cache
def registry() -> tuple[Invariant, ...]:
    """All invariants, sorted by id. :raises SuiteFault: one has no check, or two have the same id"""
    subjects = [package.name for package in iter_modules(__path__) if package.ispkg]
    found = [
        _load(subject, module.name) for subject in subjects for module in iter_modules(import_module(f"{__name__}.{subject}").__path__)
    ]
    if twice := {one.id for one in found if sum(other.id == one.id for other in found) > 1}:
        raise SuiteFault(f"there are two invariants of the id {min(twice)}. Rename the file of one")
    return tuple(sorted(found, key=lambda one: one.id))


def _load(subject: str, name: str) -> Invariant:
    module = import_module(f"{__name__}.{subject}.{name}")
    kind = next((kind for kind in _KINDS if hasattr(module, kind)), None)
    if kind is None:
        raise SuiteFault(f"invariant {name} has no check. Give its file one of {', '.join(_KINDS)}")
    run = getattr(module, kind)
    title = (inspect.getdoc(module) or "").rstrip(".")
    return Invariant(name, subject, title, " ".join((inspect.getdoc(run) or "").split()), module.ABOUT, kind, run)


def names(scope: Scope) -> tuple[str, ...]:
    """The ids of all invariants of that scope, sorted."""
    return tuple(invariant.id for invariant in registry() if invariant.scope is scope)


def find(name: str) -> Invariant:
    """The invariant of that id. :raises SuiteFault: there is none"""
    known = {invariant.id: invariant for invariant in registry()}
    if name not in known:
        raise SuiteFault(f"there is no invariant {name!r}{did_you_mean(name, known)}")
    return known[name]


def hold(name: str, hosts: AllHosts, on: str | None = None) -> None:
    """See that an invariant holds.

    :param on: the host's name; None for an invariant of the cloud
    :raises CloudFault: it does not
    :raises NotApplicable: it says nothing about this host
    :raises SuiteFault: there is no such invariant, or what it asks for could not be read, or cannot be judged
    """
    invariant = find(name)
    try:
        _hold(invariant, hosts, on)
    except (CloudFault, NotApplicable, SuiteFault):
        raise
    except Exception as surprise:
        raise _not_judged(invariant, surprise) from surprise


def _not_judged(invariant: Invariant, surprise: Exception) -> SuiteFault:
    """Facts that the invariant was not made for, or a mistake in it: an error of its own test and of no other."""
    return SuiteFault(f"{invariant.id} could not be judged: {oddity(surprise)}")


def _hold(invariant: Invariant, hosts: AllHosts, on: str | None) -> None:
    if invariant.scope is Scope.CLOUD:
        invariant.run(hosts.cloud)
        return
    if on is None:
        raise SuiteFault(f"invariant {invariant.id} is about a host: say which")
    host = hosts.of(on)
    match invariant.kind:
        case "check":
            invariant.run(host)
        case "check_among":
            invariant.run(host, hosts.others(on))
        case "check_pair":
            _hold_to_all(invariant, host, hosts.others(on))


def _hold_to_all(invariant: Invariant, host: Host, others: tuple[Host, ...]) -> None:
    """Towards every other host; the test of one host tells of all its ways that do not hold."""
    faults, reasons, unknown = [], [], []
    for other in others:
        try:
            invariant.run(host, other)
        except CloudFault as fault:
            faults.append((other.name, fault))
        except NotApplicable as reason:
            reasons.append(reason)
        except SuiteFault as trouble:
            unknown.append(trouble)
    if faults:
        first = faults[0][1]
        where = f" (to {some(name for name, _ in faults)})" if len(faults) > 1 else ""
        raise CloudFault(first.expected, f"{first.seen}{where}", first.host or host.name)
    if unknown:
        raise unknown[0]
    if len(reasons) == len(others):
        raise reasons[0] if reasons else NotApplicable(f"there is no other host to go to from {host.name}")


def violations(source: Host, destination: Host, wanted: Callable[[Invariant], bool]) -> Iterator[tuple[Invariant, Exception]]:
    """The invariants that speak of a pair and do not hold, or could not be seen: of its hosts, and of the way between them."""
    for invariant in filter(wanted, registry()):
        try:
            _see_pair(invariant, source, destination)
        except (NotApplicable, Misdescribed):
            continue
        except (CloudFault, SuiteFault) as trouble:
            yield invariant, trouble
        except Exception as surprise:  # noqa: BLE001 - a mistake in one invariant must not end the report, which predicts every pair
            yield invariant, _not_judged(invariant, surprise)


def _see_pair(invariant: Invariant, source: Host, destination: Host) -> None:
    if invariant.kind == "check_pair":
        invariant.run(source, destination)
        return
    for host, other, side in ((source, destination, Side.SOURCE), (destination, source, Side.DESTINATION)):
        if invariant.about.side not in {side, Side.BOTH}:
            continue
        if invariant.kind == "check":
            invariant.run(host)
        elif invariant.kind == "check_among":
            invariant.run(host, (other,))
