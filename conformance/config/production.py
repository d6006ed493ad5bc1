"""What may be done to a cloud whose profile is marked production."""

from enum import StrEnum

from pydantic import Field

from conformance.model.base import Noun
from conformance.model.operation import SPECS

AllowedOperation = StrEnum("AllowedOperation", {kind.name: kind.marker for kind in SPECS})  # type: ignore[misc]  # as many as there are specs
"""What tests do, by their markers. Tests that only look are always allowed."""


class Production(Noun):
    """Marks a cloud that others depend on: a run that would do more than is allowed does not begin."""

    allow: tuple[AllowedOperation, ...] = Field(
        default=(),
        description="What a run may do to instances of its own, by markers of tests (boot, live_migration, ...); booting what the others "
        "need goes with them. Empty: it may only look.",
    )
