"""Why an operation failed, as far as the evidence tells."""

from enum import StrEnum

from conformance.model.base import Noun
from conformance.model.evidence import Side, Source

UNCLASSIFIED = "unclassified"
"""The evidence was complete and no documented cause matches it."""

INSUFFICIENT_EVIDENCE = "insufficient-evidence"
"""What was needed for a verdict could not be read."""


class Stage(StrEnum):
    """How far the operation had come."""

    API = "api"
    SCHEDULING = "scheduling"
    COMPUTE = "compute"
    GUEST = "guest"


class Quote(Noun):
    """A deciding line, and where it came from."""

    source: Source
    line: str
    host: str | None = None


class Alternative(Noun):
    """Another cause that the evidence does not rule out."""

    cause: str
    confidence: float


class ChainLink(Noun):
    """An error on the way from the symptom to the innermost one: who said it, on which host, when (as written), in which request.

    error: the exception's type or the program that said it; empty where a service said it in words of its own. place: module and function.
    """

    source: Source
    message: str
    error: str = ""
    host: str | None = None
    time: str | None = None
    request: str | None = None
    place: str | None = None


class Incident(Noun):
    """Failures of one kind in evidence that tells of many.

    count: requests or instances that met it. first, last: when, as the records write it. name: the first request or instance.
    """

    cause: str
    detail: str | None = None
    host: str | None = None
    fingerprint: str | None = None
    count: int
    first: str | None = None
    last: str | None = None
    name: str | None = None


class Verdict(Noun):
    """The documented root cause of a failure, or an honest statement that there is none to give.

    cause is a cause's id (the name of its file), UNCLASSIFIED or INSUFFICIENT_EVIDENCE; confidence is from 0 to 1; detail says
    which filter, agent, port or resource; remedy is what to do. chain leads from the symptom to the innermost error; fingerprint is that
    error's, the same for the same fault over ids, hosts and nights. note: how it goes together with what was
    predicted, where that is to be said.
    """

    cause: str
    title: str
    stage: Stage | None = None
    detail: str | None = None
    host: str | None = None
    side: Side | None = None
    confidence: float = 0.0
    quotes: tuple[Quote, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    remedy: str = ""
    chain: tuple[ChainLink, ...] = ()
    fingerprint: str | None = None
    note: str | None = None
