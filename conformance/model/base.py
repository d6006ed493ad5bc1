"""What all nouns share."""

from pydantic import BaseModel, ConfigDict


class Noun(BaseModel):
    """A frozen value that refuses unknown keys and goes to JSON and back unchanged."""

    model_config = ConfigDict(frozen=True, extra="forbid")
