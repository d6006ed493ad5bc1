"""Running a program on this machine, for no longer than it may take."""

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress

from conformance.model.errors import SuiteFault

_GRACE = 2.0
"""Seconds that a killed program may take to be gone: one in a system call that cannot be interrupted is left to itself."""


TIMED_OUT = frozenset({124, 137})
"""Exit statuses of the program `timeout`: what it ran ended when it was told to, or had to be killed."""


class Hung(Exception):
    """The program did not end in time, and was ended."""


def run_bounded(argv: Sequence[str], timeout: float) -> tuple[int, bytes, bytes]:
    """Exit status, standard output and standard error of a program; it reads nothing.

    :param timeout: seconds
    :raises Hung: it ran longer, and was killed with what it had started in its session
    :raises SuiteFault: there is no such program on this machine
    """
    try:
        # a session of its own: what it starts (a ProxyCommand, say) can be ended with it, and nothing can ask at the terminal
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    except FileNotFoundError as error:
        raise SuiteFault(f"there is no program {argv[0]!r} on this machine. Install it, or put it on PATH") from error
    try:
        stdout, stderr = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired as error:
        _kill(process)
        raise Hung from error
    except BaseException:
        _kill(process)
        raise
    return process.returncode, stdout, stderr


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    # nothing more is read: a process that left the session (ssh's kept connection) may hold the other ends for long
    for pipe in (process.stdout, process.stderr):
        if pipe:
            pipe.close()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE)
