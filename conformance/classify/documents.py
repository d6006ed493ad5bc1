"""The documents that specify the taxonomy, and where each thing that they say is found in it."""

from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import Field

from conformance.classify.taxonomy import CAUSES
from conformance.model.base import Noun
from conformance.model.data_file import read_data_file
from conformance.model.evidence import Source
from conformance.model.verdict import INSUFFICIENT_EVIDENCE

DOCUMENTS = CAUSES / "seeds.yaml"


class Kind(StrEnum):
    """What a document tells."""

    CAUSE = "cause"
    SYMPTOM = "symptom"
    STEP = "step"
    REMEDY = "remedy"


class Saying(Noun):
    """One thing that a document says, and what it became: a cause, evidence that is read, an invariant, or an honest verdict."""

    kind: Kind
    what: str
    causes: tuple[str, ...] = Field(default=(), description="ids of causes")
    sources: tuple[Source, ...] = Field(default=(), description="evidence that is read for it")
    invariants: tuple[str, ...] = Field(default=(), description="claims that are made about every host")
    verdict: Literal["insufficient-evidence"] | None = Field(default=None, description=f"{INSUFFICIENT_EVIDENCE}: alone it decides nothing")

    @property
    def has_a_place(self) -> bool:
        """Whether it became anything."""
        return bool(self.causes or self.sources or self.invariants)


class Document(Noun):
    """A document, and all that it says."""

    document: str
    says: tuple[Saying, ...] = Field(min_length=1)


def load_documents(path: Path = DOCUMENTS) -> tuple[Document, ...]:
    """The documents, in the order of the file. :raises SuiteFault: the file is wrong, in one line with key and reason"""
    found: tuple[Document, ...] = read_data_file(path, tuple[Document, ...])
    return found
