"""Fixtures of the tests of facts."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from selftests.checks.facts.machine import Machine


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    # where any user can come to it, as /dev/kvm is opened as QEMU's
    with TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        yield Machine(Path(directory), monkeypatch)
