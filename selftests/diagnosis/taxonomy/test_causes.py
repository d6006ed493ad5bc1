"""Derived from the cause files: each hit gives its cause first, no miss does."""

import pytest
from _pytest.mark import ParameterSet

from conformance.diagnosis.classify.classify import classify
from conformance.diagnosis.classify.holding import holding_for
from conformance.diagnosis.taxonomy.cause import Cause, Example
from conformance.diagnosis.taxonomy.taxonomy import Taxonomy, load_taxonomy
from conformance.model.evidence import Bundle, Evidence

TAXONOMY = load_taxonomy()


def bundle_of(example: Example) -> Bundle:
    return Bundle(
        id=example.about,
        operation=example.operation,
        evidence=tuple(Evidence(source=piece.source, text=piece.text, host=piece.host) for piece in example.evidence),
        source=example.source,
        destination=example.destination,
    )


def examples(kind: str) -> list[ParameterSet]:
    return [
        pytest.param(cause, example, id=f"{cause.id}: {example.about}")
        for cause in TAXONOMY.causes
        for example in getattr(cause.examples, kind)
    ]


@pytest.mark.parametrize(("cause", "example"), examples("hit"))
def test_a_hit_gives_its_cause_first(cause: Cause, example: Example) -> None:
    verdict = classify(bundle_of(example), TAXONOMY)
    assert verdict.cause == cause.id
    assert verdict.quotes
    for name in ("detail", "host", "side"):
        if getattr(example, name) is not None:
            assert getattr(verdict, name) == getattr(example, name)


@pytest.mark.parametrize(("cause", "example"), examples("miss"))
def test_a_miss_does_not_give_the_cause(cause: Cause, example: Example) -> None:
    assert classify(bundle_of(example), TAXONOMY).cause != cause.id


@pytest.mark.parametrize("cause", TAXONOMY.causes, ids=lambda cause: cause.id)
def test_a_cause_has_enough_examples(cause: Cause) -> None:
    assert len(cause.examples.hit) >= 6
    assert len(cause.examples.miss) >= 4


@pytest.mark.parametrize("cause", TAXONOMY.causes, ids=lambda cause: cause.id)
def test_every_rule_of_a_cause_is_shown_by_one_of_its_hits(cause: Cause) -> None:
    for index in range(len(cause.match)):
        alone = cause.model_copy(update={"match": (cause.match[index],), "over": ()})
        shown = [example.about for example in cause.examples.hit if holding_for(bundle_of(example), Taxonomy((alone,)))]
        assert shown, f"no hit needs or shows rule {index}: {cause.match[index].pattern}"
