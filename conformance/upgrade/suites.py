"""Runs of the suites that belong to an upgrade, each in a process of its own."""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from conformance.installation import SUITES
from conformance.model.base import Noun
from conformance.run.pytest_command import pytest_command

CANARIES = SUITES / "canaries"

_BEGAN = frozenset({pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, 6})
"""Exit codes of a run that came to its end: all passed, some failed or are broken, something is left in the cloud."""


class Ran(Noun):
    """A run: how it ended, and its directory; None where it did not begin."""

    exit_code: int
    directory: Path | None

    @property
    def ended(self) -> bool:
        """Whether it came to its end, however its tests did."""
        return self.exit_code in _BEGAN and self.directory is not None


def target_arguments(cloud: str, profile: str, inventory: Path | None, reports: Path) -> list[str]:
    """What a run is of, and where its results go, as it is given them."""
    words = ["--os-cloud", cloud, "--profile", profile, "--reports", str(reports)]
    return [*words, *(["--inventory", str(inventory)] if inventory else [])]


def run_suites(*arguments: str | Path, options: Sequence[str]) -> Ran:
    """Run pytest, which writes to this terminal.

    :param arguments: what is run, and how
    :param options: those of the user: cloud, profile, inventory, and what else pytest is to be given
    """
    with tempfile.TemporaryDirectory(prefix="conformance-") as scratch:
        told = Path(scratch) / "run"
        words = [*pytest_command(), *map(str, arguments), *options, "--run-to", str(told)]
        done = subprocess.run(words, check=False)
        directory = Path(told.read_text(encoding="utf-8")) if told.exists() else None
    return Ran(exit_code=done.returncode, directory=directory)
