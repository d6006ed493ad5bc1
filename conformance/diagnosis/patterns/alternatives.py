"""Patterns that are written as lists: one alternative a line, so that a change of one is a change of one line."""

from typing import Any

from pydantic import Field

from conformance.diagnosis.patterns.linear import linear
from conformance.model.base import Noun

_ID = (
    "(?:"
    "[0-9a-fxX*-]{4,36}"  # whole, shortened, or masked digit by digit
    r"|[0-9a-f-]{0,12}(?:\.{3}|\x{2026})|[*]{1,3}"
    r"|[<\[{][\w -]{1,32}[>\]}]|\$\{?\w{1,32}\}?"  # <uuid>, [REDACTED], {id}, $VOLUME
    r"|[A-Z_]{0,20}(?:UUID|ID|X{3})|\w{0,16}uuid"
    ")"
)
"""What `{id}` in a pattern stands for: the id of an object, also as reports have it whose writers masked or shortened it."""


class Alternatives(Noun):
    """A pattern of alternatives. It stands for the one RE2 pattern that joined() gives, wherever a file asks for a pattern."""

    any: tuple["str | Alternatives", ...] = Field(min_length=1, description="the alternatives, the first that is found counts; each is RE2")
    before: str = Field(default="", description="what stands before each of them")
    after: str = Field(default="", description="what stands after each of them")
    group: str | None = Field(default=None, alias="as", description="the group that they are: `detail` or `host`")
    ignore_case: bool = Field(default=False, description="for the whole pattern, so in the outermost list only")

    def joined(self) -> str:
        """The one pattern. :raises ValueError: RE2 refuses an alternative"""
        parts = [linear(part) if isinstance(part, str) else part._inside() for part in self.any]
        body = "|".join(parts)
        if self.group:
            body = f"(?P<{self.group}>{body})"
        elif self.before or self.after:
            body = f"(?:{body})"
        return f"{'(?i)' if self.ignore_case else ''}{self.before}{body}{self.after}"

    def _inside(self) -> str:
        if self.ignore_case:
            raise ValueError("ignore_case is for the whole pattern: it stands in the outermost list")
        return self.joined()


def spelled_out(written: Any) -> Any:
    """A pattern as it is searched for, of one that may be written as a list of alternatives, with `{id}` wherever an object's id stands.

    :raises ValueError: the list is none, or RE2 refuses one of its alternatives
    """
    pattern = Alternatives.model_validate(written).joined() if isinstance(written, dict) else written
    return pattern.replace("{id}", _ID) if isinstance(pattern, str) else pattern
