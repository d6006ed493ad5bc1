"""What all nouns share."""

from typing import TypeVar

from pydantic import BaseModel, ConfigDict

N = TypeVar("N", bound="Noun")


class Noun(BaseModel):
    """A frozen value that refuses unknown keys and goes to JSON and back unchanged."""

    # JSON has no inf and no nan: what held one could be written, and not be read back
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def readable(noun: N) -> N:
    """The value as it is when it was written to JSON and read again. :raises ValueError: it cannot be written, or not be read"""
    return type(noun).model_validate_json(noun.model_dump_json())
