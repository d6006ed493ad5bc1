"""What is taken out of evidence decides no verdict."""

from conformance.diagnosis.classify.classify import classify
from conformance.diagnosis.taxonomy.cause import Example
from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.model.evidence import Bundle, Evidence
from conformance.text.writing import for_disk

TAXONOMY = load_taxonomy()


def bundle_of(example: Example, *, redacted: bool) -> Bundle:
    pieces = (
        Evidence(source=piece.source, text=for_disk(piece.text) if redacted else piece.text, host=piece.host) for piece in example.evidence
    )
    return Bundle(
        id=example.about, operation=example.operation, evidence=tuple(pieces), source=example.source, destination=example.destination
    )


def test_every_example_of_a_cause_gets_the_same_verdict_when_it_is_redacted() -> None:
    differing = []
    for cause in TAXONOMY.causes:
        for example in (*cause.examples.hit, *cause.examples.miss):
            redacted = bundle_of(example, redacted=True)
            if redacted == bundle_of(example, redacted=False):
                continue
            before, after = (classify(bundle, TAXONOMY) for bundle in (bundle_of(example, redacted=False), redacted))
            told = ("cause", "detail", "host", "side", "confidence", "alternatives")
            if any(getattr(before, name) != getattr(after, name) for name in told):
                differing.append(f"{cause.id}: {example.about}: {before.cause} ({before.detail}), then {after.cause} ({after.detail})")
    assert not differing
