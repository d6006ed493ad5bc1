"""What was expected of an operation is evidence of it where it was expected to fail, and decides nothing alone."""

from pathlib import Path

import pytest
from openstack.connection import Connection

from conformance.diagnosis.judge import Judge
from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.model.evidence import Source
from conformance.model.hosts import HostPair
from conformance.model.operation import OperationKind
from conformance.model.prediction import Expected, Prediction
from selftests.diagnosis.evidence.test_collect import operation

pytestmark = pytest.mark.filterwarnings("ignore::openstack.warnings._RemovedInSDKWarning")

BECAUSE = "expected compute-02 itself answers compute-01 at 198.18.0.102:49215; seen on compute-01: no answer"


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (Expected.FAILS, [f"qemu_port_reachable does not hold: {BECAUSE} (leads to migration-network-blocked on compute-01)"]),
        (Expected.WORKS, []),
        (Expected.UNKNOWN, []),
    ],
)
def test_a_predicted_failure_is_told_with_the_rest(tmp_path: Path, conn: Connection, expected: Expected, text: list[str]) -> None:
    prediction = Prediction(
        kind=OperationKind.LIVE_MIGRATION,
        pair=HostPair(source="compute-01", destination="compute-02"),
        expected=expected,
        cause="migration-network-blocked",
        invariant="qemu_port_reachable",
        because=BECAUSE,
        host="compute-01",
    )
    judged = Judge(conn, load_taxonomy(), tmp_path, prediction=prediction).judge(operation(), "a::test", "it failed")
    assert [piece.text for piece in judged.bundle.evidence if piece.source is Source.INVARIANTS] == text
    # nothing else explains the failure
    assert (judged.verdict.cause == prediction.cause) == (expected is Expected.FAILS)
