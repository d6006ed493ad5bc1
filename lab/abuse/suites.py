"""The suites as an operator runs them: programs, started with their options."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lab.access.operator import clean_command, suite_command, with_access
from lab.layout import Layout


@dataclass(frozen=True)
class Suites:
    """How the suites are run over the lab.

    :param directory: where their results go
    :param clouds_yaml: another than the lab's own
    """

    layout: Layout
    directory: Path
    workers: int
    clouds_yaml: Path | None = None

    def start(self, *arguments: str, log: Path) -> subprocess.Popen[bytes]:
        """A run in a session of its own, so that all its processes can be ended together."""
        words = ("suites/instances", "-n", str(self.workers), *arguments)
        with log.open("ab") as stream:
            return subprocess.Popen(
                suite_command(self.layout, *words, reports=self.directory),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                env=self._environment(),
                start_new_session=True,
            )

    def clean(self) -> tuple[int, str]:
        """Exit code and words of `conformance clean`."""
        command = clean_command("--reports", str(self.directory))
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=self._environment(), check=False)
        return done.returncode, done.stdout + done.stderr

    def _environment(self) -> dict[str, str]:
        return with_access(self.layout, self.clouds_yaml)


def last_run(directory: Path) -> Path | None:
    """The directory of the run that began last, if any did."""
    runs = sorted(path for path in directory.glob("*/target.json") if not path.parent.is_symlink())
    return runs[-1].parent if runs else None


def words(parts: Sequence[str]) -> str:
    """The parts, or that there are none."""
    return ", ".join(parts) or "nothing"
