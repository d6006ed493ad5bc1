"""A text that lacks a pattern's words never has the pattern: otherwise a cause would be missed."""

import pytest
import re2

from conformance.classify import symptoms
from conformance.classify.atoms import EDGE, atoms
from conformance.classify.cause import Cause
from conformance.classify.logs import telling
from conformance.classify.normalise import undone
from conformance.classify.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()
PATTERNS = telling(TAXONOMY)

LINES = sorted(
    {
        line
        for cause in TAXONOMY.causes
        for example in (*cause.examples.hit, *cause.examples.miss)
        for piece in example.evidence
        for line in undone(piece.text.encode()).splitlines()
        if line.strip()
    }
)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("No space left", {"No space left"}),
        ("(?i)No Space", {"no space"}),
        (r"Filter (?P<detail>\w+Filter) returned 0 hosts", {" returned 0 hosts"}),
        ("denied|refused", {"denied", "refused"}),
        (r"status=(?:error|failed)\b", {"status=error" + EDGE, "status=failed" + EDGE}),
        (r"\bERROR\b|\bfault \d{3}", {f"{EDGE}ERROR{EDGE}", f"{EDGE}fault "}),
        (r"[Ll]ive migration", {"Live migration", "live migration"}),
        (r"retr(?:y|ies)? left", {"retr left", "retry left", "retries left"}),
        (r"(?:abc)*", set()),
        (r"\d+", set()),
        (r"libvirt\S* \d+/\d+ (?:Failing|Waiting)", {" Failing", " Waiting"}),
    ],
)
def test_the_words_of_a_pattern(pattern: str, words: set[str]) -> None:
    assert atoms(pattern) == words


@pytest.mark.parametrize("pattern", [r"a[[:alpha:]]+b", r"\pL+", r"x\z", "(?U)a+"])
def test_a_syntax_that_is_not_known_has_no_words(pattern: str) -> None:
    assert atoms(pattern) == frozenset()


def test_no_pattern_is_missed_for_its_words() -> None:
    assert len(LINES) > 500
    compiled = [re2.compile(text) for text in PATTERNS.texts]
    for line in LINES:
        found = {number for number, pattern in enumerate(compiled) if pattern.search(line.decode())}
        assert set(PATTERNS.found_in(line)) == found
        assert not found or list(PATTERNS.lines(line)) == [line]


@pytest.mark.parametrize("symptom", symptoms.symptoms(), ids=lambda symptom: symptom.symptom)
def test_every_symptom_has_words(symptom: symptoms.Symptom) -> None:
    assert atoms(symptom.pattern)


@pytest.mark.parametrize("cause", TAXONOMY.causes, ids=lambda cause: cause.id)
def test_every_pattern_of_a_cause_has_words(cause: Cause) -> None:
    assert not [pattern for rule in cause.match for pattern in rule.looked_for if not atoms(pattern)]
