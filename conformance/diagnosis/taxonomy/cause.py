"""What a cause file holds. Everything that is known of a cause stands in its one file; the rest is derived from it."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from conformance.diagnosis.patterns.alternatives import spelled_out
from conformance.diagnosis.patterns.linear import linear
from conformance.diagnosis.taxonomy.operations import known
from conformance.model.base import Noun
from conformance.model.evidence import Side, Source
from conformance.model.reference import Reference
from conformance.model.verdict import Stage


class Layer(StrEnum):
    """The layer of the cloud that is to blame, from the outermost to the deepest; also the names of the directories of causes."""

    CONTROL_PLANE = "control-plane"
    COMPUTE = "compute"
    NETWORK = "network"
    STORAGE = "storage"
    HYPERVISOR = "hypervisor"
    HOST = "host"

    @property
    def depth(self) -> int:
        """How deep the layer is: 0 is the outermost."""
        return list(Layer).index(self)


class Role(StrEnum):
    """What a line shows: the root of a failure, or a symptom that some other cause may well be under."""

    ROOT = "root"
    SYMPTOM = "symptom"


class Blame(StrEnum):
    """Which host a rule blames: the one that said it, the operation's source or destination, both, or none (control-plane)."""

    SPEAKER = "speaker"
    SOURCE = "source"
    DESTINATION = "destination"
    BOTH = "both"
    CONTROL_PLANE = "control-plane"


Pattern = Annotated[str, BeforeValidator(spelled_out), AfterValidator(linear)]
"""RE2, written as one string or as a list of alternatives."""

Word = Annotated[str, AfterValidator(known)]


class Condition(Noun):
    """Something else that is looked for, on the same host unless `anywhere`. Evidence that names no host counts for every host."""

    sources: tuple[Source, ...] = Field(default=(), description="where it is looked for; everywhere when empty")
    pattern: Pattern
    anywhere: bool = Field(default=False, description="also counts when it was seen of another host")
    carried: bool = Field(default=True, description="whether it also counts in what carries the words of its sources")


class Rule(Noun):
    """One line of evidence that gives a cause away. A pattern is searched in one line at a time."""

    sources: tuple[Source, ...] = Field(
        default=(), description="where it is looked for, and in what carries their words; everywhere when empty"
    )
    pattern: Pattern = Field(description="RE2; the group `detail` gives the verdict's detail, the group `host` its host")
    unless: Pattern | None = Field(default=None, description="a line that also matches this does not count")
    also: tuple[Condition, ...] = Field(default=(), description="all of these must have been seen too")
    unless_seen: tuple[Condition, ...] = Field(default=(), description="none of these may have been seen")
    operations: tuple[Word, ...] = Field(default=(), description="only for these, or where it is not known which it was; all when empty")
    except_operations: tuple[Word, ...] = Field(default=(), description="not for these operations")
    carried: bool = Field(default=True, description="whether it also counts in what carries the words of its sources")
    lasts: int | None = Field(
        default=None, ge=1, description="minutes over which the record must have come again and again: once is passing trouble"
    )
    role: Role = Role.ROOT
    detail: str | None = Field(default=None, description="the verdict's detail, where the line itself does not tell it")
    blame: Blame = Blame.SPEAKER
    stage: Stage | None = Field(default=None, description="where it differs from the cause's")
    over: tuple[str, ...] = Field(default=(), description="ids of causes that are mere consequences when this rule holds")

    @property
    def looked_for(self) -> tuple[str, ...]:
        """Every pattern that a line is searched for."""
        return (self.pattern, *(condition.pattern for condition in (*self.also, *self.unless_seen)))


class ExampleEvidence(Noun):
    """A text of an example, and where it was read."""

    source: Source
    text: str
    host: str | None = None


class Example(Noun):
    """Evidence as real clouds phrase it. Hits say what the verdict must be; misses look alike and must not give this cause."""

    about: str = Field(description="release, distribution or situation it stands for; for a miss, also why it must not match")
    operation: str = Field(default="boot", description="as anybody may call it")
    source: str | None = Field(default=None, description="the operation's source host")
    destination: str | None = Field(default=None, description="the operation's destination host")
    evidence: tuple[ExampleEvidence, ...] = Field(min_length=1)
    detail: str | None = Field(default=None, description="for a hit: the detail that the verdict must have")
    host: str | None = Field(default=None, description="for a hit: the host that the verdict must blame")
    side: Side | None = Field(default=None, description="for a hit: the side that the verdict must blame")


class Examples(Noun):
    """What must give a cause, and what must not."""

    hit: tuple[Example, ...] = Field(min_length=2)
    miss: tuple[Example, ...] = Field(min_length=2)


class CauseFile(Noun):
    """The content of conformance/diagnosis/causes/LAYER/ID.yaml; the examples of a long one stand in LAYER/examples/ID.yaml."""

    title: str = Field(description="what is wrong, in a few words")
    layer: Layer = Field(description="the layer to blame; also the directory the file stands in")
    stage: Stage = Field(description="how far the operation gets")
    explanation: str = Field(description="what happens, and why")
    remedy: str = Field(description="what to do; its first line is the short form that every failing test shows")
    source: tuple[Reference, ...] = Field(min_length=1, description="guides, bug reports and source files that describe it")
    needs: tuple[Source, ...] = Field(min_length=1, description="sources that can show it")
    over: tuple[str, ...] = Field(default=(), description="ids of causes that are mere consequences when this one was seen too")
    match: tuple[Rule, ...] = Field(min_length=1)
    examples: Examples

    @model_validator(mode="after")
    def _needs_what_it_reads(self) -> Self:
        unread = set(self.needs) - {source for rule in self.match for source in rule.sources or Source}
        if unread:
            raise ValueError(f"needs {', '.join(sorted(unread))}, but no rule reads it")
        return self


class Cause(CauseFile):
    """A documented root cause. id is the name of its file, its anchor in docs/causes.md and its name in verdicts and in Allure."""

    id: str
