"""Bundles and verdicts as JSON lines: how another program has its evidence classified.

In, one a line: {"id", "operation", "evidence": [{"source", "text", "host"?, "side"?}]}. Out, one a line:
{"id", "cause", "stage", "detail", "host", "side", "confidence", "alternatives", "quotes", "chain", "fingerprint",
"note", "incidents"}; the last where the evidence tells of several failures.
"""

import json
from collections.abc import Iterator
from typing import IO, Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError

from conformance.diagnosis.classify.classify import classify
from conformance.diagnosis.classify.incidents import incidents
from conformance.diagnosis.classify.sources import source_or_cli
from conformance.diagnosis.taxonomy.taxonomy import Taxonomy
from conformance.input.files import MIB, bounded_lines
from conformance.model.evidence import Bundle, Evidence, Gap, Side

LONGEST = 32 * MIB
"""Bytes of a bundle: a longer one is refused, as it would take minutes and most of a machine's memory. One of a run takes a hundredth."""

MOST_TEXTS = 10_000
"""Pieces of evidence in a bundle, and gaps."""

_SIDES = {
    "src": Side.SOURCE,
    "dest": Side.DESTINATION,
    "dst": Side.DESTINATION,
    "target": Side.DESTINATION,
    "controller": Side.CONTROL_PLANE,
}


class BadLine(Exception):
    """A line that is no bundle; says why, in one line."""


def _text(value: Any) -> Any:
    # Logs come as lists of lines, and as JSON that was parsed already.
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "\n".join(value)
    return _word(json.dumps(value) if isinstance(value, dict | list) else value)


def _word(value: Any) -> Any:
    if value is None:
        return ""
    # A lone surrogate, as half-decoded text has them, has no UTF-8.
    return str(value).encode("utf-8", "replace").decode("utf-8") if isinstance(value, str | int | float) else value


def _side(value: Any) -> Any:
    plain = str(value or "").strip().lower().replace("_", "-").replace(" ", "-")
    return next((side for side in Side if side == plain), _SIDES.get(plain))


class _Lenient(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Piece(_Lenient):
    """A text as it comes in. A source or side that is not known is no error: the text still counts."""

    source: Annotated[str, BeforeValidator(_word)] = ""
    text: Annotated[str, BeforeValidator(_text)] = ""
    host: Annotated[str, BeforeValidator(_word), AfterValidator(str.strip)] = ""
    side: Annotated[Side | None, BeforeValidator(_side)] = None
    earlier: Annotated[bool, BeforeValidator(lambda given: given is True)] = False


class Missing(_Lenient):
    """A gap as it comes in, where a saved bundle of a run is given as a line."""

    source: Annotated[str, BeforeValidator(_word)] = ""
    why: Annotated[str, BeforeValidator(_word)] = ""
    host: Annotated[str, BeforeValidator(_word)] = ""


class Request(_Lenient):
    """A bundle as it comes in; what it has besides is not looked at."""

    id: Annotated[str, BeforeValidator(_word)] = ""
    operation: Annotated[str, BeforeValidator(_word)] = ""
    evidence: tuple[Piece, ...]
    gaps: tuple[Missing, ...] = ()
    source: Annotated[str, BeforeValidator(_word)] = ""
    destination: Annotated[str, BeforeValidator(_word)] = ""

    @property
    def bundle(self) -> Bundle:
        """What it comes to as a bundle; the operation's hosts are those of the sides where it does not name them."""
        return Bundle(
            id=self.id,
            operation=self.operation,
            evidence=tuple(
                Evidence(
                    source=source_or_cli(piece.source), text=piece.text, host=piece.host or None, side=piece.side, earlier=piece.earlier
                )
                for piece in self.evidence
            ),
            gaps=tuple(Gap(source=source_or_cli(gap.source), why=gap.why, host=gap.host or None) for gap in self.gaps),
            source=self.source or self._host_of(Side.SOURCE),
            destination=self.destination or self._host_of(Side.DESTINATION),
        )

    def _host_of(self, side: Side) -> str | None:
        return next((piece.host for piece in self.evidence if piece.host and piece.side in (side, Side.BOTH)), None)


def request(line: bytes) -> Request:
    """The bundle that a line holds. :raises BadLine: it holds none"""
    try:
        content = json.loads(line.decode("utf-8", "replace").strip("\ufeff \t\r\n"))
    except (ValueError, RecursionError) as trouble:
        raise BadLine(f"not JSON: {trouble}") from None
    if not isinstance(content, dict):
        raise BadLine(f"not a bundle: a JSON object is needed, not {type(content).__name__}")
    for name in ("evidence", "gaps"):
        given = content.get(name)
        if isinstance(given, list) and len(given) > MOST_TEXTS:
            raise BadLine(f"too large: {name} has {len(given):,} entries; {MOST_TEXTS:,} is the limit")
    try:
        return Request.model_validate(content)
    except RecursionError:
        raise BadLine("not a bundle: it is nested too deeply") from None
    except ValidationError as trouble:
        first = trouble.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadLine(f"not a bundle: {where}: {first['msg']}") from None


def answer(line: bytes, taxonomy: Taxonomy) -> dict[str, Any]:
    """The verdict on the bundle that a line holds, ready to be written as JSON. :raises BadLine: it holds none"""
    asked = request(line)
    verdict = classify(asked.bundle, taxonomy).model_dump(mode="json")
    told = ("cause", "stage", "detail", "host", "side", "confidence", "alternatives", "quotes", "chain", "fingerprint", "note")
    beside = [incident.model_dump(mode="json") for incident in incidents(asked.bundle, taxonomy)]
    return {"id": asked.id, **{name: verdict[name] for name in told}, "incidents": beside if len(beside) > 1 else []}


def lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """The number of each line that is not blank, and its content; None for one that is longer than LONGEST."""
    for number, line in enumerate(bounded_lines(stream, LONGEST), start=1):
        if line is None or line.strip():
            yield number, line
