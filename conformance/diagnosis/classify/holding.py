"""The rules that hold for a bundle: each with the line that shows it, and what it can explain."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from conformance.diagnosis.chain.chain import Link, chain_of
from conformance.diagnosis.chain.settled import Settled
from conformance.diagnosis.chain.story import Story, story_of
from conformance.diagnosis.chain.subject import Relation
from conformance.diagnosis.classify.explain import Covers, covers
from conformance.diagnosis.classify.matches import Matches, Sighting
from conformance.diagnosis.classify.sources import Weight, weight
from conformance.diagnosis.records.wording import is_healthy, is_housekeeping
from conformance.diagnosis.taxonomy.cause import Blame, Cause, Role, Rule
from conformance.diagnosis.taxonomy.operations import meant
from conformance.diagnosis.taxonomy.taxonomy import CompiledRule, Taxonomy
from conformance.model.evidence import Bundle, Evidence, Side, Source
from conformance.model.verdict import Quote

STATES = frozenset({Source.SERVICES, Source.AGENTS, Source.PORTS, Source.PLACEMENT, Source.VOLUMES, Source.IMAGE, Source.PODS, Source.HOST})
"""What was asked about the operation's own hosts and things when it had failed."""


@dataclass(frozen=True)
class Match:
    """A rule that holds, and where.

    passing: a service says the line of its housekeeping. earlier: it was said before the operation, or needs something that was. assumed:
    the rule is one of certain operations, and it is not known which operation it was. covers: what of the chain its line tells.
    at_root: the host on which the innermost error was raised says it.
    """

    cause: Cause
    rule: Rule
    sighting: Sighting
    weight: Weight
    detail: str | None
    host: str | None
    side: Side | None
    quotes: tuple[Quote, ...]
    passing: bool = False
    earlier: bool = False
    assumed: bool = False
    covers: Covers = Covers.NOTHING
    at_root: bool = False

    @property
    def over(self) -> tuple[str, ...]:
        """What is a mere consequence if this is so. What rests on words from before the operation explains what its rule says, no more."""
        return self.rule.over if self.earlier else (*self.cause.over, *self.rule.over)

    @property
    def root(self) -> bool:
        """Whether it shows the root of the failure; a line of housekeeping gives way to one that does, as a symptom."""
        return self.rule.role is Role.ROOT and not self.passing

    @property
    def standing(self) -> tuple[int, ...]:
        """What counts for it, the most important first; of two rules that hold, the one with the greater tuple is believed.

        Roots come before symptoms; what was said in the operation before what was said earlier; rules of its operations before those that
        only may be; what a source says itself before what another one carries of it; and lines as they stand before lines that were put
        together; and what is said of the operation itself before what a service says for itself. Of rules of one cause that count the same,
        the one that stands first in its file is believed.
        """
        return (
            self.root,
            not self.passing,
            not self.earlier,
            not self.assumed,
            self.weight is Weight.AT_HOME,
            self.sighting.whole,
            self.sighting.told.relation is Relation.OWN or self.sighting.evidence.source in STATES or self.at_root,
        )


def holding_for(bundle: Bundle, taxonomy: Taxonomy) -> tuple[Match, ...]:
    """Every rule that holds for a bundle, whether it explains the failure or not."""
    story = story_of(bundle)
    return tuple(holding(story, chain_of(story), taxonomy))


def holding(story: Story, chain: tuple[Link, ...], taxonomy: Taxonomy) -> Iterator[Match]:
    """Every rule that holds, in the order of causes and of their rules, once for each line that shows it."""
    bundle = story.bundle
    seen = Matches(story, taxonomy.patterns)
    settled = Settled(story)
    operation = meant(bundle.operation, (evidence.text for evidence in bundle.evidence))
    for compiled in taxonomy.rules:
        rule = compiled.rule
        if not _applies(rule, operation):
            continue
        for sighting in seen.of(rule.pattern):
            if not _may_decide(sighting) or settled.healed(sighting.told, sighting.line):
                continue
            if rule.lasts and settled.minutes(sighting.told) < rule.lasts:
                continue
            if settled.succeeded and not chain and is_housekeeping(sighting.line):
                continue
            if match := _match(compiled, sighting, seen, bundle):
                told_of = covers(sighting, chain)
                yield replace(
                    match,
                    assumed=operation is None and bool(rule.operations),
                    covers=told_of,
                    at_root=told_of is Covers.INNERMOST and sighting.told.record.spoken_on == chain[-1].told.record.spoken_on,
                )


def _may_decide(sighting: Sighting) -> bool:
    """Whether a line can be why the operation failed: what is said of others' requests can support an explanation, never be one."""
    return sighting.told.relation is not Relation.OTHERS and not is_healthy(sighting.line)


def _applies(rule: Rule, operation: frozenset[str] | None) -> bool:
    """Whether a rule says anything of an operation; where it is not known which it was, every rule may."""
    if operation is None:
        return True
    return not (rule.operations and operation.isdisjoint(rule.operations)) and not operation <= set(rule.except_operations)


def _match(compiled: CompiledRule, sighting: Sighting, seen: Matches, bundle: Bundle) -> Match | None:
    rule, evidence = compiled.rule, sighting.evidence
    worth = weight(rule.sources, evidence.source)
    if (
        worth is Weight.NOTHING
        or (worth is Weight.CARRIED and not rule.carried)
        or (compiled.unless and compiled.unless.search(sighting.line))
    ):
        return None
    groups = compiled.groups(sighting.line)
    host = groups.get("host") or _blamed_host(rule.blame, evidence, bundle)
    if any(seen.holds(condition, host) for condition in rule.unless_seen):
        return None
    # What was seen besides decides which of the rules for this line it is: it comes first.
    besides = [seen.holds(condition, host) for condition in rule.also]
    if None in besides:
        return None
    return Match(
        cause=compiled.cause,
        rule=rule,
        sighting=sighting,
        weight=worth,
        detail=rule.detail or groups.get("detail"),
        host=host,
        side=_side(rule.blame, host, evidence, bundle),
        quotes=(*(other.quote for other in besides if other), sighting.quote),
        passing=is_housekeeping(sighting.line) or is_housekeeping(sighting.told.lines[0]),
        earlier=evidence.earlier or any(other and other.evidence.earlier for other in besides),
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
