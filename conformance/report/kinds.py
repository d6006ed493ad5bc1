"""Which operation a test is about, read from its name."""

import re

from conformance.model.operation import OperationKind


def kind_of(test: str) -> OperationKind | None:
    """The operation that a node id's own name spells (test_live_migration_keeps_..., test_resize_...), the longest name first; None if none.

    The parameters in brackets do not count: a host may be called boot.
    """
    path, _, name = test.partition("[")[0].rpartition("::")
    words = re.split(r"[^a-z0-9]+", f"{name} {path}".lower().replace("_", " "))
    text = f" {' '.join(words)} "
    by_length = sorted(OperationKind, key=lambda kind: -len(kind.value))
    return next((kind for kind in by_length if f" {kind.value.replace('-', ' ')} " in text), None)
