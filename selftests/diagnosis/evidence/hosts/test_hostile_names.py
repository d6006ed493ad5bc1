"""Names that an API answers are data on a host, whatever they hold."""

from pathlib import Path

import pytest

from conformance.diagnosis.evidence.hosts.plan import calls_on_compute_host
from conformance.diagnosis.evidence.hosts.read import read_host
from conformance.diagnosis.evidence.hosts.traces import Traces
from selftests.diagnosis.evidence.hosts.bench import HOST, REQUEST, Bench


@pytest.mark.parametrize("field", ["server_id", "destination"])
def test_a_name_from_an_api_is_never_code_on_the_host(bench: Bench, tmp_path: Path, field: str) -> None:
    ran = tmp_path / "ran"
    hostile = f"x;touch {ran};:"
    operation = bench.operation.model_copy(update={field: hostile})
    traces = Traces([REQUEST], hostile)
    list(read_host(bench.access, operation, traces, calls_on_compute_host(bench.profile, operation, traces, HOST)))
    assert not ran.exists()
