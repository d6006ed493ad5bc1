"""The verdict: which documented cause the evidence shows, where, and how sure that is."""

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.diagnosis.classify.honest import no_cause
from conformance.diagnosis.classify.matches import Matches, Sighting
from conformance.diagnosis.classify.sources import weight
from conformance.diagnosis.classify.symptoms import is_housekeeping
from conformance.diagnosis.taxonomy.cause import Blame, Cause, Role, Rule
from conformance.diagnosis.taxonomy.operations import meant
from conformance.diagnosis.taxonomy.taxonomy import CompiledRule, Taxonomy
from conformance.model.evidence import Bundle, Evidence, Side
from conformance.model.verdict import Alternative, Quote, Verdict

QUOTES = 4
"""Deciding lines that a verdict quotes at most."""

CONTESTED = 0.7
"""What confidence is multiplied with when another root cause was seen about as clearly."""

RIVAL = 0.1
"""By how much less confidence another root cause still counts as about as clear."""

PUT_TOGETHER = 0.95
"""What confidence is multiplied with for a line that was put together of wrapped ones."""


PASSING = 0.85
"""What confidence is multiplied with for a line of housekeeping."""

ASSUMED = 0.93
"""What confidence is multiplied with for a rule of certain operations, where it is not known which operation it was."""

EARLIER = 0.85
"""What confidence is multiplied with for a line from before the operation: it tells why only where nothing that was said since does."""


@dataclass(frozen=True)
class Match:
    """A rule that holds, where, and how sure that makes its cause."""

    cause: Cause
    rule: Rule
    confidence: float
    detail: str | None
    host: str | None
    side: Side | None
    quotes: tuple[Quote, ...]
    passing: bool = False
    earlier: bool = False

    @property
    def over(self) -> tuple[str, ...]:
        """What is a mere consequence if this is so. What rests on words from before the operation explains what its rule says, no more."""
        return self.rule.over if self.earlier else (*self.cause.over, *self.rule.over)

    @property
    def root(self) -> bool:
        """Whether it shows the root of the failure; a line of housekeeping gives way to one that does, as a symptom."""
        return self.rule.role is Role.ROOT and not self.passing

    @property
    def rank(self) -> tuple[bool, float, int, bool]:
        """Roots before symptoms, then the surer, then the more specific."""
        return (self.root, self.confidence, len(self.rule.also), self.detail is not None)


def classify(bundle: Bundle, taxonomy: Taxonomy) -> Verdict:
    """The verdict on a bundle; reads nothing but its arguments, and always comes to the same end."""
    matches = list(_matches(bundle, taxonomy))
    if not matches:
        return no_cause(bundle, taxonomy.sources)
    best: dict[str, Match] = {}
    for match in matches:
        rival = best.get(match.cause.id)
        if rival is None or match.rank > rival.rank:
            best[match.cause.id] = match
    primary, *others = _ordered(best)
    confidence = primary.confidence
    if others and others[0].confidence >= confidence - RIVAL:
        confidence *= CONTESTED
    same = sorted((match for match in matches if match.cause.id == primary.cause.id), key=lambda match: match.rank, reverse=True)
    quotes = dict.fromkeys((*primary.quotes, *(quote for match in same for quote in match.quotes)))
    return Verdict(
        cause=primary.cause.id,
        title=primary.cause.title,
        stage=primary.rule.stage or primary.cause.stage,
        detail=primary.detail or next((match.detail for match in same if match.detail and match.host in (None, primary.host)), None),
        host=primary.host,
        side=primary.side,
        confidence=round(confidence, 2),
        quotes=tuple(quotes)[:QUOTES],
        alternatives=tuple(Alternative(cause=match.cause.id, confidence=round(match.confidence * CONTESTED, 2)) for match in others),
        remedy=primary.cause.remedy,
    )


def _ordered(best: dict[str, Match]) -> list[Match]:
    """The causes that stand, the primary one first: roots if there are any, without those that another one explains."""
    roots = {cause_id: match for cause_id, match in best.items() if match.root}
    standing = roots or best
    explained = {other for match in standing.values() for other in match.over}
    left = [match for cause_id, match in standing.items() if cause_id not in explained] or list(standing.values())
    return sorted(left, key=lambda match: (-match.confidence, -match.cause.layer.depth, match.cause.id))


def _matches(bundle: Bundle, taxonomy: Taxonomy) -> Iterator[Match]:
    seen = Matches(bundle, taxonomy.patterns)
    operation = meant(bundle.operation, (evidence.text for evidence in bundle.evidence))
    for compiled in taxonomy.rules:
        if not _applies(compiled.rule, operation):
            continue
        for sighting in seen.of(compiled.rule.pattern):
            match = _match(compiled, sighting, seen, bundle, assumed=operation is None and bool(compiled.rule.operations))
            if match:
                yield match


def _applies(rule: Rule, operation: frozenset[str] | None) -> bool:
    """Whether a rule says anything of an operation; where it is not known which it was, every rule may."""
    if operation is None:
        return True
    return not (rule.operations and operation.isdisjoint(rule.operations)) and not operation <= set(rule.except_operations)


def _match(compiled: CompiledRule, sighting: Sighting, seen: Matches, bundle: Bundle, *, assumed: bool) -> Match | None:
    rule, evidence = compiled.rule, sighting.evidence
    worth = weight(rule.sources, evidence.source)
    if not worth or (compiled.unless and compiled.unless.search(sighting.line)):
        return None
    found = compiled.pattern.search(sighting.line)
    groups = found.groupdict() if found else {}
    host = groups.get("host") or _blamed_host(rule.blame, evidence, bundle)
    if any(seen.holds(condition, host) for condition in rule.unless_seen):
        return None
    # What was seen besides decides which of the rules for this line it is: it comes first.
    besides = [seen.holds(condition, host) for condition in rule.also]
    if None in besides:
        return None
    passing = is_housekeeping(sighting.line)
    sure = worth * (1 if sighting.whole else PUT_TOGETHER) * (PASSING if passing else 1) * (ASSUMED if assumed else 1)
    earlier = evidence.earlier or any(other and other.evidence.earlier for other in besides)
    sure *= EARLIER if earlier else 1
    return Match(
        cause=compiled.cause,
        rule=rule,
        confidence=rule.confidence * sure,
        detail=rule.detail or groups.get("detail"),
        host=host,
        side=_side(rule.blame, host, evidence, bundle),
        quotes=(*(other.quote for other in besides if other), sighting.quote),
        passing=passing,
        earlier=earlier,
    )


def _blamed_host(blame: Blame, evidence: Evidence, bundle: Bundle) -> str | None:
    """The host that a rule blames; for one that its evidence does not name, the one where the operation does its work."""
    if blame in (Blame.CONTROL_PLANE, Blame.BOTH):
        return None
    if blame is Blame.SOURCE:
        return bundle.source
    if blame is Blame.SPEAKER and evidence.host:
        return evidence.host
    return bundle.destination or bundle.source


def _side(blame: Blame, host: str | None, evidence: Evidence, bundle: Bundle) -> Side | None:
    if blame is Blame.CONTROL_PLANE:
        return Side.CONTROL_PLANE
    if blame is Blame.BOTH:
        return Side.BOTH
    if host is not None:
        if bundle.source == bundle.destination == host:
            return Side.BOTH
        named = {bundle.source: Side.SOURCE, bundle.destination: Side.DESTINATION}.get(host)
        if named or evidence.host == host:
            return named or evidence.side
        return None
    if blame is Blame.SPEAKER:
        return evidence.side
    return Side.SOURCE if blame is Blame.SOURCE else Side.DESTINATION
