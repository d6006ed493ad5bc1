"""All of the host's huge pages are in use."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget
from lab.layout import Shape

_PAGES = "/sys/kernel/mm/hugepages"
_COVER = "/run/lab-hugepages"


def given(target: FaultTarget) -> None:
    """It has some, and half of them are free."""
    target.change(
        f"mkdir -p {_COVER}/hugepages-2048kB; echo 8 > {_COVER}/hugepages-2048kB/nr_hugepages; "
        f"echo 4 > {_COVER}/hugepages-2048kB/free_hugepages; mount --bind {_COVER} {_PAGES}",
        f"while mountpoint -q {_PAGES}; do umount {_PAGES}; done; rm -rf {_COVER}",
    )


def inject(target: FaultTarget) -> None:
    """Leave none."""
    free = f"{_COVER}/hugepages-2048kB/free_hugepages"
    target.change(f"echo 0 > {free}", f"[ ! -e {free} ] || echo 4 > {free}")


FAULT = Fault(
    title="huge pages used up",
    inject=inject,
    given=given,
    invariants=(Violation("huge_pages_free", group=FaultGroup.NETWORK),),
    difference="the kernel's directory of huge pages is covered: all hosts of the lab share the machine's own pages",
    shapes=frozenset({Shape.SUPERVISOR}),
)
