"""Running the system's own tools."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from lab.errors import LabError


def run(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, log: Path | None = None, timeout: float = 300) -> str:
    """Run a command and give back what it printed.

    :param log: a file that what it prints on either stream is added to
    :raises LabError: it failed or took longer than timeout seconds; says which command, its last line and its log
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=timeout, check=False)
    except FileNotFoundError as error:
        raise LabError(f"{words[0]} is not installed: `make system` installs what the lab needs") from error
    except subprocess.TimeoutExpired as error:
        raise LabError(f"`{' '.join(words)}` did not end within {timeout:.0f} s") from error
    if log is not None:
        with log.open("a") as stream:
            stream.write(f"$ {' '.join(words)}\n{done.stdout}{done.stderr}")
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()[-1]
        where = f" (log: {log})" if log is not None else ""
        raise LabError(f"`{' '.join(words)}` failed with {done.returncode}: {said}{where}")
    return done.stdout
