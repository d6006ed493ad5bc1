"""What must hold on every compute host: one small file each, whose name is the invariant's id.

A file holds either `check(host)`, or `check_among(host, others)` where hosts are compared with each other. Both raise CloudFault
where it does not hold and NotApplicable where it says nothing about the host; their docstring is the claim.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from pkgutil import iter_modules

from conformance.model.errors import SuiteFault
from conformance.run.host_facts import AllFacts, HostFacts
from conformance.site.complaints import did_you_mean

Check = Callable[[HostFacts], None]
CheckAmong = Callable[[HostFacts, Sequence[HostFacts]], None]


def names() -> tuple[str, ...]:
    """The ids of all invariants, sorted."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def hold(name: str, facts: AllFacts, on: str) -> None:
    """See that an invariant holds on a host.

    :param on: the host's name
    :raises CloudFault: it does not
    :raises NotApplicable: it says nothing about this host
    :raises SuiteFault: there is no such invariant, or the host cannot be asked
    """
    if name not in names():
        raise SuiteFault(f"there is no invariant {name!r}{did_you_mean(name, names())}")
    module = import_module(f"{__name__}.{name}")
    if hasattr(module, "check"):
        check: Check = module.check
        check(facts.of(on))
    else:
        check_among: CheckAmong = module.check_among
        check_among(facts.of(on), facts.others(on))
