"""What was predicted explains a chain that ends in a symptom, and is no more than a note where the chain tells another error."""

from conformance.diagnosis.classify.classify import classify
from conformance.diagnosis.classify.foreseen import foreseen, line_of
from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.model.evidence import Evidence, Source
from conformance.model.hosts import HostPair
from conformance.model.operation import OperationKind
from conformance.model.prediction import Expected, Prediction
from selftests.diagnosis.chain.telling import bundle, compute, oslo

TAXONOMY = load_taxonomy()

PREDICTION = Prediction(
    kind=OperationKind.LIVE_MIGRATION,
    pair=HostPair(source="compute-01", destination="compute-02"),
    expected=Expected.FAILS,
    cause="disk-full",
    invariant="instances_space",
    because="expected room for an instance; seen on compute-02: 12 MiB",
    host="compute-02",
)


def expected(prediction: Prediction = PREDICTION) -> Evidence:
    return Evidence(source=Source.INVARIANTS, text=line_of(prediction) or "", host=prediction.host)


SYMPTOM = Evidence(
    source=Source.SERVER_FAULT, text="server status=ERROR\nfault 500: No valid host was found. There are not enough hosts available."
)


def test_an_invariant_that_did_not_hold_is_the_root_of_a_symptom() -> None:
    verdict = classify(bundle(SYMPTOM, expected(), source="compute-01"), TAXONOMY)
    assert (verdict.cause, verdict.host) == ("disk-full", "compute-02")
    assert verdict.detail == PREDICTION.because
    assert verdict.note == "instances_space did not hold before the operation was tried; what failed is its consequence"
    assert verdict.quotes[0].source is Source.INVARIANTS


def test_another_error_is_believed_and_the_disagreement_is_told() -> None:
    verdict = classify(bundle(compute(oslo("Instance failed to spawn: ValueError: the moon")), expected()), TAXONOMY)
    assert verdict.cause == "unclassified"
    assert verdict.note == "instances_space did not hold, which leads to disk-full; the chain of errors tells of something else"


def test_where_both_agree_there_is_nothing_to_note() -> None:
    full = compute(oslo("Instance failed to spawn: OSError: [Errno 28] No space left on device"))
    verdict = classify(bundle(full, expected()), TAXONOMY)
    assert (verdict.cause, verdict.note) == ("disk-full", None)


def test_what_is_expected_to_work_says_nothing() -> None:
    assert line_of(PREDICTION.model_copy(update={"expected": Expected.WORKS})) is None
    assert foreseen(bundle(SYMPTOM)) is None


def test_a_cause_that_nobody_documents_is_not_named() -> None:
    strange = PREDICTION.model_copy(update={"cause": "no-such-cause"})
    assert classify(bundle(SYMPTOM, expected(strange)), TAXONOMY).cause != "no-such-cause"
