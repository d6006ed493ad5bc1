"""What satisfies a condition of a rule: the first sighting that may be of the host, of now rather than of before the operation."""

from itertools import product

import pytest

from conformance.diagnosis.chain.story import story_of
from conformance.diagnosis.classify import matches
from conformance.diagnosis.classify.matches import Matches
from conformance.diagnosis.classify.sources import Weight
from conformance.diagnosis.patterns.patterns import Patterns
from conformance.diagnosis.taxonomy.cause import Condition
from conformance.model.evidence import Bundle, Evidence, Source

PATTERN = "No space left"
PATTERNS = Patterns.of([PATTERN])

PIECES = [
    Evidence(source=source, text=PATTERN, host=host, earlier=earlier)
    for source, host, earlier in product((Source.NOVA_COMPUTE, Source.GLANCE_API), (None, "a", "b"), (False, True))
]


def wanted(pieces: tuple[Evidence, ...], host: str | None, *, anywhere: bool) -> Evidence | None:
    """In plain words: of the source, and of the host where both are known."""
    fit = [
        piece for piece in pieces if piece.source is Source.NOVA_COMPUTE and (anywhere or None in (host, piece.host) or piece.host == host)
    ]
    return next((piece for piece in fit if not piece.earlier), next(iter(fit), None))


@pytest.mark.parametrize("anywhere", [False, True])
def test_the_first_that_fits_satisfies_a_condition(anywhere: bool) -> None:
    condition = Condition(pattern=PATTERN, sources=(Source.NOVA_COMPUTE,), anywhere=anywhere)
    for pieces in product(PIECES, repeat=3):
        told = Matches(story_of(Bundle(id="b", operation="boot", evidence=pieces)), PATTERNS)
        for host in (None, "a", "b", "c"):
            found = told.holds(condition, host)
            assert (found.evidence if found else None) is wanted(pieces, host, anywhere=anywhere), (pieces, host)


def test_all_that_was_seen_is_looked_through_once_however_many_hosts_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Source] = []

    def weight(listed: tuple[Source, ...], source: Source) -> Weight:
        looked.append(source)
        return Weight.AT_HOME

    monkeypatch.setattr(matches, "weight", weight)
    hosts = [f"h{number}" for number in range(50)]
    pieces = (Evidence(source=Source.NOVA_COMPUTE, text=PATTERN, earlier=True),) * 50
    told = Matches(story_of(Bundle(id="b", operation="boot", evidence=pieces)), PATTERNS)
    condition = Condition(pattern=PATTERN)
    assert [told.holds(condition, host) is not None for host in hosts] == [True] * 50
    assert len(looked) == 50
