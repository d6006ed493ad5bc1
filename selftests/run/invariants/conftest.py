"""Fixtures of the tests of invariants."""

from pathlib import Path

import pytest

from selftests.run.invariants.compute_hosts import ComputeHosts


@pytest.fixture
def hosts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ComputeHosts:
    return ComputeHosts(tmp_path, monkeypatch)
