"""The verdict: which documented cause explains the failure, where, and how often verdicts of its kind are right."""

from conformance.diagnosis.chain.chain import Link, chain_of, chain_of_nobody
from conformance.diagnosis.chain.shown import shown
from conformance.diagnosis.chain.story import story_of
from conformance.diagnosis.classify.calibration import confidence_of, kind_of
from conformance.diagnosis.classify.explain import Covers, fingerprint_of, unexplained
from conformance.diagnosis.classify.foreseen import with_foreseen
from conformance.diagnosis.classify.holding import Match, holding
from conformance.diagnosis.classify.honest import no_cause
from conformance.diagnosis.records.wording import is_symptom
from conformance.diagnosis.taxonomy.taxonomy import Taxonomy
from conformance.model.evidence import Bundle
from conformance.model.verdict import UNCLASSIFIED, Alternative, Verdict

QUOTES = 4
"""Deciding lines that a verdict quotes at most."""


def classify(bundle: Bundle, taxonomy: Taxonomy) -> Verdict:
    """The verdict on a bundle; reads nothing but its arguments, and always comes to the same end."""
    story = story_of(bundle)
    chain = chain_of(story)
    matches = list(holding(story, chain, taxonomy))
    ordered = _explaining(_ordered(_best(matches)), matches, chain)
    if ordered:
        verdict = _named(ordered, matches)
    elif chain and (matches or not _ends_in_a_symptom(chain)):
        verdict = unexplained(bundle, chain)
    else:
        verdict = no_cause(story, taxonomy.sources)
    open_end = not (ordered and ordered[0].root) and (not chain or _ends_in_a_symptom(chain))
    if verdict.cause == UNCLASSIFIED:
        if not chain and not story.subject.is_known and verdict.quotes:
            chain = chain_of_nobody(story, verdict.quotes[0].line)
        verdict = unexplained(bundle, chain) if chain else verdict
    verdict = with_foreseen(verdict, bundle, taxonomy, open_end=open_end)
    return verdict.model_copy(update={"chain": shown(chain), "fingerprint": fingerprint_of(chain, bundle)})


def _named(ordered: list[Match], matches: list[Match]) -> Verdict:
    """The verdict that names the first of these causes. :param matches: every rule that holds"""
    primary, *others = ordered
    same = sorted((match for match in matches if match.cause.id == primary.cause.id), key=lambda match: match.standing, reverse=True)
    quotes = dict.fromkeys((*primary.quotes, *(quote for match in same for quote in match.quotes)))
    return Verdict(
        cause=primary.cause.id,
        title=primary.cause.title,
        stage=primary.rule.stage or primary.cause.stage,
        detail=primary.detail or next((match.detail for match in same if match.detail and match.host in (None, primary.host)), None),
        host=primary.host,
        side=primary.side,
        confidence=confidence_of(kind_of(primary, others)),
        quotes=tuple(quotes)[:QUOTES],
        alternatives=tuple(Alternative(cause=match.cause.id, confidence=confidence_of(kind_of(match, ordered))) for match in others),
        remedy=primary.cause.remedy,
    )


def _best(matches: list[Match]) -> dict[str, Match]:
    """Of each cause, the rule that counts most; of those that count the same, the one that stands first in its file.

    Of several lines that show one rule, that of the host which raised the innermost error is taken before what others tell of it.
    """
    best: dict[str, Match] = {}
    for match in matches:
        rival = best.get(match.cause.id)
        nearer = rival is not None and match.rule is rival.rule and match.at_root and not rival.at_root
        if rival is None or match.standing > rival.standing or (nearer and match.standing == rival.standing):
            best[match.cause.id] = match
    return best


def _ordered(best: dict[str, Match]) -> list[Match]:
    """The causes that stand, the primary one first: roots if there are any, without those that another one explains."""
    roots = {cause_id: match for cause_id, match in best.items() if match.root}
    standing = roots or best
    explained = {other for match in standing.values() for other in match.over if not _turned(match, standing.get(other))}
    left = [match for cause_id, match in standing.items() if cause_id not in explained] or list(standing.values())
    # of two that count the same, the one in the deeper layer: what fails there is seen in those above it
    left.sort(key=lambda match: match.cause.id)
    return sorted(left, key=lambda match: (match.standing, match.cause.layer.depth), reverse=True)


def _turned(match: Match, other: Match | None) -> bool:
    """Whether it is the other way round this time: what a cause explains in general, a rule of the other one may explain in particular."""
    return other is not None and match.cause.id in other.rule.over and other.cause.id not in match.rule.over


def _explaining(ordered: list[Match], matches: list[Match], chain: tuple[Link, ...]) -> list[Match]:
    """Of the causes that stand, those that explain the innermost error first; none where there is such an error and none explains it."""
    if not chain or _ends_in_a_symptom(chain):
        return ordered
    of_innermost = {match.cause.id for match in matches if match.covers is Covers.INNERMOST}
    explaining = [match for match in ordered if match.cause.id in of_innermost or not of_innermost.isdisjoint(match.over)]
    if explaining:
        return [*explaining, *(match for match in ordered if match not in explaining)]
    return ordered if of_innermost else []


def _ends_in_a_symptom(chain: tuple[Link, ...]) -> bool:
    """Whether the innermost error that was found says no more than what every failure of its kind ends with."""
    return is_symptom(chain[-1].text.partition("\n")[0])
