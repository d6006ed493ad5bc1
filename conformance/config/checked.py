"""How it is known that what a profile says is so."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from conformance.model.base import Noun


class How(StrEnum):
    """From the surest to the least sure."""

    REAL = "real"
    SHAPE = "shape"
    READ = "read"


class Checked(Noun):
    """How, and on which day, a profile was last compared with what it describes."""

    how: How = Field(
        description="real: the suite was run with it on such a deployment; shape: on the lab in the shape of one; "
        "read: its names and places were read from sources, and nothing was run."
    )
    day: date = Field(description="When that was: 2026-11-30.")
    what: str = Field(default="", description="Which release or shape that was, for people.")
