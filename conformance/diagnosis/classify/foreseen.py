"""What was expected of an operation before it was tried: an invariant that did not hold, and the cause that this leads to.

Where the failure's chain ends in a symptom, the invariant explains it: the chain is its consequence. Where the chain tells another error,
the chain is believed, and the verdict says in one sentence that something else was expected.
"""

import re
from dataclasses import dataclass

from conformance.diagnosis.classify.calibration import Kind, confidence_of
from conformance.diagnosis.taxonomy.taxonomy import Taxonomy
from conformance.model.evidence import Bundle, Side, Source
from conformance.model.prediction import Expected, Prediction
from conformance.model.verdict import Quote, Verdict

_LINE = re.compile(
    r"^(?P<invariant>\w+) does not hold: (?P<because>.*) \(leads to (?P<cause>[a-z0-9-]+)(?: on (?P<host>[A-Za-z0-9][\w.-]*))?\)$"
)

DETAIL = 160
"""Characters of the reason that a verdict's detail has."""


@dataclass(frozen=True)
class Foreseen:
    """An invariant that did not hold before the operation, and what it leads to. line: as it stands in the evidence."""

    invariant: str
    because: str
    cause: str
    host: str | None
    line: str


def line_of(prediction: Prediction) -> str | None:
    """What the evidence says of a prediction; None of one that expects nothing bad."""
    if prediction.expected is not Expected.FAILS or not prediction.cause:
        return None
    because = " ".join(str(prediction.because).split())
    where = f" on {prediction.host}" if prediction.host else ""
    return f"{prediction.invariant} does not hold: {because} (leads to {prediction.cause}{where})"


def foreseen(bundle: Bundle) -> Foreseen | None:
    """What a bundle says was expected; None if it says nothing of it."""
    texts = (evidence.text for evidence in bundle.evidence if evidence.source is Source.INVARIANTS)
    found = next((match for text in texts for line in text.splitlines() if (match := _LINE.match(line))), None)
    return Foreseen(**found.groupdict(), line=found[0]) if found else None


def with_foreseen(verdict: Verdict, bundle: Bundle, taxonomy: Taxonomy, *, open_end: bool) -> Verdict:
    """The verdict, put together with what was expected.

    :param open_end: nothing that was seen explains the failure: the verdict names no cause, or rests on a symptom alone
    """
    known = foreseen(bundle)
    causes = {cause.id: cause for cause in taxonomy.causes}
    if known is None or known.cause not in causes or known.cause == verdict.cause:
        return verdict
    cause = causes[known.cause]
    if not open_end and verdict.cause not in cause.over:
        said = f"{known.invariant} did not hold, which leads to {known.cause}; the chain of errors tells of something else"
        return verdict.model_copy(update={"note": said})
    return verdict.model_copy(
        update={
            "cause": cause.id,
            "title": cause.title,
            "stage": cause.stage,
            "detail": known.because if len(known.because) <= DETAIL else f"{known.because[: DETAIL - 3]}...",
            "host": known.host or verdict.host,
            "side": {bundle.source: Side.SOURCE, bundle.destination: Side.DESTINATION}.get(known.host) if known.host else verdict.side,
            "confidence": confidence_of(Kind.FORESEEN),
            "quotes": (Quote(source=Source.INVARIANTS, line=known.line, host=known.host), *verdict.quotes)[:4],
            "remedy": cause.remedy,
            "note": f"{known.invariant} did not hold before the operation was tried; what failed is its consequence",
        }
    )
