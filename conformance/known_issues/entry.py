"""What an entry of a site's file of known issues may say, and what is said of one that says something else."""

import re
from datetime import date
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from conformance.input.complaints import did_you_mean
from conformance.input.names import shown
from conformance.known_issues.issue import PAIR_WORD, STALE_AFTER, KnownIssue
from conformance.model.operation import ON_HOSTS, SPECS, OperationKind
from conformance.model.verdict import INSUFFICIENT_EVIDENCE, UNCLASSIFIED

MOST_RUNS = 100
"""The largest stale_after: as many runs may have to be read."""

_MOST_PATTERNS = 100

_FINGERPRINT = re.compile(r"[0-9a-f]{8}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_RUNS = re.compile(r"[1-9]\d{0,2}", re.ASCII)
_PATTERN = re.compile(r"[A-Za-z0-9._:*?!\[\]-]{1,253}")

_LONGEST_LINK = 2000


def _cause(text: str) -> str:
    if text == UNCLASSIFIED:
        raise ValueError(f"{text} is no cause, but the lack of one: give the fingerprint of the failure instead")
    if text == INSUFFICIENT_EVIDENCE:
        raise ValueError(f"{text} is no cause: nobody knows what such failures have in common, so none of them can be known")
    return text


def _fingerprint(text: str) -> str:
    if not _FINGERPRINT.fullmatch(text):
        raise ValueError(f"must be the 8 hexadecimal digits that an unclassified failure is shown with, not {shown(text)}")
    return text


def _operation(text: object) -> object:
    names = [kind.value for kind in SPECS]
    if text not in names:
        raise ValueError(f"must be one of {', '.join(names)}, not {shown(text)}{did_you_mean(str(text), names)}")
    return text


def _pattern(text: str) -> str:
    if not _PATTERN.fullmatch(text):
        raise ValueError(f"must be the name of a compute host, or a shell pattern of names, not {shown(text)}")
    return text


def _pair(text: str) -> str:
    words = text.split()
    if len(words) != 3 or words[1] != PAIR_WORD or not all(_PATTERN.fullmatch(word) for word in words[::2]):
        raise ValueError(f"must be SOURCE {PAIR_WORD} DESTINATION, two names or shell patterns of compute hosts, not {shown(text)}")
    return " ".join(words)


def _day(text: object) -> date:
    try:
        if isinstance(text, str) and _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        # 2026-02-30
        pass
    raise ValueError(f"must be a date, YYYY-MM-DD, not {shown(text)}")


def _runs(text: object) -> int:
    if isinstance(text, str) and _RUNS.fullmatch(text) and int(text) <= MOST_RUNS:
        return int(text)
    raise ValueError(f"must be a number of runs from 1 to {MOST_RUNS}, not {shown(text)}")


def _link(text: str) -> str:
    try:
        parts = urlsplit(text)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        good = False
    if not good or len(text) > _LONGEST_LINK or not text.isprintable() or " " in text:
        raise ValueError(f"must be an address that begins with http:// or https://, not {shown(text)}")
    return text


class Entry(BaseModel):
    """An entry as it is written: every value is a text or a list of texts."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    cause: Annotated[str, AfterValidator(_cause)] | None = None
    fingerprint: Annotated[str, AfterValidator(_fingerprint)] | None = None
    operation: Annotated[OperationKind | None, BeforeValidator(_operation)] = None
    hosts: tuple[Annotated[str, AfterValidator(_pattern)], ...] = Field(default=(), min_length=1, max_length=_MOST_PATTERNS)
    pair: Annotated[str, AfterValidator(_pair)] | None = None
    reason: str = Field(min_length=1, max_length=2000)
    owner: str = Field(min_length=1, max_length=200)
    expires: Annotated[date, BeforeValidator(_day)]
    link: Annotated[str, AfterValidator(_link)] | None = None
    stale_after: Annotated[int, BeforeValidator(_runs)] = STALE_AFTER

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        if self.cause and self.fingerprint:
            raise ValueError("cause, fingerprint: give one of them, not both")
        if not self.cause and not self.fingerprint:
            raise ValueError("cause: is missing: give a documented cause, or the fingerprint of an unclassified failure")
        if self.hosts and self.pair:
            raise ValueError("hosts, pair: give one of them, not both")
        if self.pair and self.operation in ON_HOSTS:
            raise ValueError(f"pair: {self.operation} is tested on hosts, not over pairs: give hosts instead")
        return self

    def issue(self) -> KnownIssue:
        """The same as a value that is handed on and written down."""
        return KnownIssue.model_validate(self.model_dump())


def as_mapping(entry: Any) -> Any:
    """An entry with texts for keys, whatever tags they have in the file."""
    return {str(key): value for key, value in entry.items()} if isinstance(entry, dict) else entry
