"""The bridges of the machine, of which there is one pair, whatever runs."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab.layout import GUEST_BRIDGE, MANAGEMENT_BRIDGE
from lab.nodes import network
from selftests.needs import need_root

_LOCK = Path("/run/lock/conformance-selftests-bridges")
"""Of the machine: other workers, and other runs of the self-tests, use the same bridges and names of nodes."""


@contextmanager
def bridges_alone() -> Iterator[None]:
    """The bridges stand, and no other test uses them, nor a node of a test. They go afterwards, unless they stood before."""
    need_root("namespaces and bridges")
    _LOCK.parent.mkdir(exist_ok=True)
    with _LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stood = {MANAGEMENT_BRIDGE, GUEST_BRIDGE} <= network.links()
        network.raise_bridges()
        yield
        if not stood:
            network.remove_bridges()
