"""A pattern that is written as a list of alternatives is the one pattern that they make."""

from typing import Any

import pytest
import re2

from conformance.diagnosis.patterns.alternatives import spelled_out


@pytest.mark.parametrize(
    ("written", "pattern"),
    [
        ("a|b", "a|b"),
        ({"any": ["a", "b"]}, "a|b"),
        ({"any": ["a"], "ignore_case": True}, "(?i)a"),
        ({"before": "x ", "any": ["a", "b"], "after": r"\b"}, r"x (?:a|b)\b"),
        ({"before": "x ", "any": ["a", "b"], "as": "detail"}, "x (?P<detail>a|b)"),
        ({"any": ["a", {"before": "x", "any": ["b", "c"]}, "d"], "ignore_case": True}, "(?i)a|x(?:b|c)|d"),
    ],
)
def test_the_pattern_that_a_list_stands_for(written: Any, pattern: str) -> None:
    assert spelled_out(written) == pattern


def test_the_case_is_ignored_in_every_alternative() -> None:
    compiled = re2.compile(spelled_out({"ignore_case": True, "any": ["one", "two"]}))
    assert compiled.search("TWO")
    assert compiled.search("ONE")


@pytest.mark.parametrize(
    "written",
    [
        "6f0c7bd5-2a4f-4a55-8d9e-0b8d54c6a3a1",
        "6f0c7bd5",
        "6f0c7bd5-...",
        "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
        "********",
        "...",
        "<uuid>",
        "<volume id>",
        "[REDACTED]",
        "{volume_id}",
        "${VOLUME}",
        "$VOLUME",
        "UUID",
        "VOLUME_ID",
        "XXXX",
        "volume_uuid",
    ],
)
def test_an_id_as_reports_have_it(written: str) -> None:
    found = re2.search(
        spelled_out({"before": "^Volume ", "any": ["{id}"], "as": "detail", "after": " is gone$"}), f"Volume {written} is gone"
    )
    assert found
    assert found["detail"] == written


@pytest.mark.parametrize("written", ["", "that you asked for", "type", "my-volume", "at /dev/vdb"])
def test_what_is_no_id(written: str) -> None:
    assert not re2.search(spelled_out("^Volume {id} is gone$"), f"Volume {written} is gone")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ({"any": []}, "at least 1"),
        ({"any": ["a", "(b"]}, r"RE2 refuses '\(b'"),
        # joined, the two would be a valid pattern of another meaning
        ({"any": ["(a", "b)"]}, r"RE2 refuses '\(a'"),
        ({"any": ["a", {"any": ["b", "c)"]}]}, r"RE2 refuses 'c\)'"),
        ({"any": ["a"], "befor": "x"}, "befor"),
        ({"any": ["a", {"ignore_case": True, "any": ["b"]}]}, "outermost"),
    ],
)
def test_a_mistake_is_refused(written: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        spelled_out(written)
