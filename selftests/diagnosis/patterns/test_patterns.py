"""All patterns at once find what each of them finds alone: otherwise a cause would be missed."""

import time

import pytest
import re2

from conformance.diagnosis.classify.classify import classify
from conformance.diagnosis.classify.logs import telling
from conformance.diagnosis.patterns.lines import LONGEST, OVERLAP
from conformance.diagnosis.patterns.normalise import undone
from conformance.diagnosis.patterns.patterns import Patterns
from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.model.evidence import Bundle, Evidence, Source

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


def test_no_pattern_is_missed() -> None:
    assert len(LINES) > 500
    compiled = [re2.compile(text) for text in PATTERNS.texts]
    for line in LINES:
        found = [number for number, pattern in enumerate(compiled) if pattern.search(line.decode())]
        assert PATTERNS.found_in(line) == found
        assert list(PATTERNS.lines(line)) == ([line] if found else [])


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        ("No space left", "[Errno 28] No space left on device"),
        ("(?i)No Space", "no space"),
        # capitals that are none of ASCII's
        ("(?i)не найден", "fault 500: Не найден подходящий узел"),  # noqa: RUF001 - a Russian Nova's words
        ("(?i)ERREUR À", "erreur à l'adresse"),
        # without a word that a text must have
        (r"\d+", "7"),
        (r"^\W*$", "--"),
        (r"(?:abc)*x?", "y"),
        (r"a[[:alpha:]]+b", "axb"),
        (r"\pL+", "ж"),
    ],
)
def test_a_pattern_is_found_among_others(pattern: str, line: str) -> None:
    others = ("something else", "denied|refused", r"\bERROR\b")
    patterns = Patterns.of((*others, pattern))
    assert patterns.found_in(line.encode()) == [patterns.number[pattern]]
    assert list(patterns.lines(f"first\n{line}\n".encode()))[-1] == line.encode()


def test_what_need_not_be_looked_for_is_not_told() -> None:
    patterns = Patterns.of(("a", "b", "c"))
    assert patterns.found_in(b"abc") == [0, 1, 2]
    assert patterns.found_in(b"abc", but={1}) == [0, 2]
    assert patterns.found_in(b"x") == []


def test_a_message_with_capitals_that_are_none_of_asciis_is_classified() -> None:
    said = Evidence(source=Source.SERVER_FAULT, text="fault 500: Не найден подходящий узел")  # noqa: RUF001 - a Russian Nova's words
    assert classify(Bundle(id="b", operation="boot", evidence=(said,)), TAXONOMY).cause == "no-valid-host"


@pytest.mark.parametrize("before", [0, 100, LONGEST - OVERLAP, LONGEST - 5, 3 * LONGEST - OVERLAP, 10 * LONGEST])
def test_a_long_line_is_cut_and_what_it_says_is_found_wherever_it_stands(before: int) -> None:
    patterns = Patterns.of(["No space left"])
    found = list(patterns.lines(b"x" * before + b"No space left" + b"y" * 5 * LONGEST))
    assert found
    assert all(b"No space left" in piece and len(piece) <= LONGEST for piece in found)


def test_lines_made_of_nothing_but_what_patterns_begin_with_take_linear_time() -> None:
    """Eight times the text takes about eight times the time; the square of it would be 64 times."""
    text = b" ".join(line[: len(line) // 2] for line in LINES)[:50_000]

    def seconds(text: bytes) -> float:
        start = time.process_time()
        for line in PATTERNS.lines(text):
            PATTERNS.found_in(line)
        return time.process_time() - start

    seconds(text)
    assert seconds(text * 8) < 24 * seconds(text)
