"""Runs of the suites that belong to an upgrade, each in a process of its own."""

import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

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
    """Run pytest, which writes to this terminal. Called from the main thread, as only that hears signals.

    :param arguments: what is run, and how
    :param options: those of the user: cloud, profile, inventory, and what else pytest is to be given
    :raises KeyboardInterrupt: the run was interrupted; it has ended, and removed what it created
    """
    with tempfile.TemporaryDirectory(prefix="conformance-") as scratch:
        told = Path(scratch) / "run"
        words = [*pytest_command(), *map(str, arguments), *options, "--run-to", str(told)]
        with subprocess.Popen(words) as child, _passed_on(child):
            exit_code = child.wait()
        directory = Path(told.read_text(encoding="utf-8")) if told.exists() else None
    return Ran(exit_code=exit_code, directory=directory)


@contextmanager
def _passed_on(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Have Ctrl-C and SIGTERM end the child, which removes what it created, and then this.

    :raises KeyboardInterrupt: there was one, and the child has ended
    """
    heard = False

    def hear(number: int, _: FrameType | None) -> None:
        nonlocal heard
        heard = True
        # Ctrl-C goes to all processes of a terminal, the child among them
        if number == signal.SIGTERM:
            child.send_signal(number)

    before = {number: signal.signal(number, hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if heard:
        raise KeyboardInterrupt
