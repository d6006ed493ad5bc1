"""The host's own name is loopback to it, and Nova tells others to send guests to that name."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget
from lab.layout import Shape


def given(target: FaultTarget) -> None:
    """Guests are sent to the host's name."""
    target.nova("libvirt", "live_migration_inbound_addr", None)


def inject(target: FaultTarget) -> None:
    """Give its name to loopback, as an installer of Debian does."""
    lines = target.read("/etc/hosts").splitlines()
    others = [line for line in lines if not line.endswith(target.name)]
    target.write("/etc/hosts", "".join(f"{line}\n" for line in [*others, f"127.0.1.1\t{target.name}"]))


FAULT = Fault(
    title="own name resolved to loopback",
    inject=inject,
    given=given,
    invariants=(Violation("own_name_resolves", group=FaultGroup.NETWORK),),
    shapes=frozenset({Shape.SUPERVISOR}),
)
