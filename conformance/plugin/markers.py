"""What a test does to a cloud, by all of its markers: each of them counts, and `invariant` takes back none."""

import pytest

from conformance.plugin.options import MARKERS


def operations_of(item: pytest.Item) -> tuple[str, ...]:
    """The operations that a test is marked with, in the order of MARKERS."""
    return tuple(name for name in MARKERS if item.get_closest_marker(name))


def only_looks(item: pytest.Item) -> bool:
    """Whether a test is an invariant, and marked with no operation: it creates, moves and changes nothing."""
    return item.get_closest_marker("invariant") is not None and not operations_of(item)


def main_operation(item: pytest.Item) -> str | None:
    """The operation that a test is ordered, counted and shown by: the last of MARKERS that it has, as it comes after the others."""
    return next(reversed(operations_of(item)), None)
