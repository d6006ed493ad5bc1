"""The verdict: which documented cause the evidence shows, where, and how sure that is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.classify.cause import Blame, Cause, Condition, Role, Rule
from conformance.classify.lines import lines_of
from conformance.classify.taxonomy import CompiledRule, Taxonomy
from conformance.model.evidence import Bundle, Evidence, Gap, Side
from conformance.model.verdict import INSUFFICIENT_EVIDENCE, UNCLASSIFIED, Alternative, Quote, Verdict

QUOTES = 4
"""Deciding lines that a verdict quotes at most."""

CONTESTED = 0.7
"""What confidence is multiplied with when another root cause was seen about as clearly."""

RIVAL = 0.1
"""By how much less confidence another root cause still counts as about as clear."""


@dataclass(frozen=True)
class Match:
    """A rule that holds, and where."""

    cause: Cause
    rule: Rule
    detail: str | None
    host: str | None
    side: Side | None
    quotes: tuple[Quote, ...]

    @property
    def rank(self) -> tuple[bool, float, int, bool]:
        """Roots before symptoms, then the surer, then the more specific."""
        return (self.rule.role is Role.ROOT, self.rule.confidence, len(self.rule.also), self.detail is not None)


def classify(bundle: Bundle, taxonomy: Taxonomy) -> Verdict:
    """The verdict on a bundle; reads nothing but its arguments, and always comes to the same end."""
    matches = list(_matches(bundle, taxonomy))
    if not matches:
        return _nothing_matched(bundle, taxonomy)
    best: dict[str, Match] = {}
    for match in matches:
        rival = best.get(match.cause.id)
        if rival is None or match.rank > rival.rank:
            best[match.cause.id] = match
    primary, *others = _ordered(best)
    confidence = primary.rule.confidence
    if others and others[0].rule.confidence >= confidence - RIVAL:
        confidence *= CONTESTED
    more = (quote for match in matches if match.cause.id == primary.cause.id for quote in match.quotes)
    return Verdict(
        cause=primary.cause.id,
        title=primary.cause.title,
        stage=primary.rule.stage or primary.cause.stage,
        detail=primary.detail,
        host=primary.host,
        side=primary.side,
        confidence=round(confidence, 2),
        quotes=tuple(dict.fromkeys((*primary.quotes, *more)))[:QUOTES],
        alternatives=tuple(Alternative(cause=match.cause.id, confidence=round(match.rule.confidence * CONTESTED, 2)) for match in others),
        remedy=primary.cause.remedy,
    )


def _ordered(best: dict[str, Match]) -> list[Match]:
    """The causes that stand, the primary one first: roots if there are any, without those that another one explains."""
    roots = {cause_id: match for cause_id, match in best.items() if match.rule.role is Role.ROOT}
    standing = roots or best
    explained = {other for match in standing.values() for other in match.cause.over}
    left = [match for cause_id, match in standing.items() if cause_id not in explained] or list(standing.values())
    return sorted(left, key=lambda match: (-match.rule.confidence, -match.cause.layer.depth, match.cause.id))


def _matches(bundle: Bundle, taxonomy: Taxonomy) -> Iterator[Match]:
    for evidence in bundle.evidence:
        rules = taxonomy.rules.get(evidence.source)
        if rules is None:
            continue
        for line in lines_of(evidence.text):
            for compiled in rules.candidates(line):
                match = _match(compiled, line, evidence, bundle)
                if match:
                    yield match


def _match(compiled: CompiledRule, line: str, evidence: Evidence, bundle: Bundle) -> Match | None:
    rule = compiled.rule
    if rule.operations and bundle.operation not in rule.operations:
        return None
    if compiled.unless and compiled.unless.search(line):
        return None
    found = compiled.pattern.search(line)
    groups = found.groupdict() if found else {}
    host = groups.get("host") or _blamed_host(rule.blame, evidence, bundle)
    quotes = []
    for condition, pattern in compiled.also:
        quote = _seen_too(condition, pattern, host, bundle)
        if quote is None:
            return None
        quotes.append(quote)
    return Match(
        cause=compiled.cause,
        rule=rule,
        detail=rule.detail or groups.get("detail"),
        host=host,
        side=_side(rule.blame, host, bundle),
        # What was seen besides decides which of the rules for this line it is: it comes first.
        quotes=(*quotes, Quote(source=evidence.source, line=line, host=evidence.host)),
    )


def _seen_too(condition: Condition, pattern: Any, host: str | None, bundle: Bundle) -> Quote | None:
    """The line that satisfies the condition of a rule which blames the host, if there is one."""
    for evidence in bundle.evidence:
        if evidence.source not in condition.sources:
            continue
        if not condition.anywhere and None not in (host, evidence.host) and evidence.host != host:
            continue
        for line in lines_of(evidence.text):
            if pattern.search(line):
                return Quote(source=evidence.source, line=line, host=evidence.host)
    return None


def _blamed_host(blame: Blame, evidence: Evidence, bundle: Bundle) -> str | None:
    """The host that a rule blames; for one that its evidence does not name, the one where the operation does its work."""
    if blame in (Blame.CONTROL_PLANE, Blame.BOTH):
        return None
    if blame is Blame.SOURCE:
        return bundle.source
    if blame is Blame.SPEAKER and evidence.host:
        return evidence.host
    return bundle.destination or bundle.source


def _side(blame: Blame, host: str | None, bundle: Bundle) -> Side | None:
    if blame is Blame.CONTROL_PLANE:
        return Side.CONTROL_PLANE
    if blame is Blame.BOTH:
        return Side.BOTH
    if host is None:
        return None
    if bundle.source == bundle.destination == host:
        return Side.BOTH
    return {bundle.source: Side.SOURCE, bundle.destination: Side.DESTINATION}.get(host)


def _nothing_matched(bundle: Bundle, taxonomy: Taxonomy) -> Verdict:
    """No cause: because there is none documented, or because evidence that could have shown one is missing."""
    needed = {source for cause in taxonomy.causes for source in cause.needs}
    missing = [gap for gap in bundle.gaps if gap.source in needed]
    if missing or not any(evidence.text.strip() for evidence in bundle.evidence):
        why = "; ".join(dict.fromkeys(_told(gap) for gap in missing)) or "nothing was read"
        return Verdict(
            cause=INSUFFICIENT_EVIDENCE,
            title="What could have shown the cause was not read",
            detail=why,
            remedy="Read what is missing: in the logs of the hosts, look for the operation's request id, which the attached bundle names.",
        )
    return Verdict(
        cause=UNCLASSIFIED,
        title="No documented cause matches the evidence",
        remedy="Read the attached evidence; if it shows a cause, document it under conformance/causes/.",
    )


def _told(gap: Gap) -> str:
    where = f" on {gap.host}" if gap.host else ""
    return f"{gap.source}{where}: {gap.why}"
