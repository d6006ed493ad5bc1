"""Running a program on this machine, for no longer than it may take, and reading no more of it than it may say."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO

from conformance.model.errors import SuiteFault

_GRACE = 2.0
"""Seconds that a killed program may take to be gone: one in a system call that cannot be interrupted is left to itself."""


TIMED_OUT = frozenset({124, 137})
"""Exit statuses of the program `timeout`: what it ran ended when it was told to, or had to be killed."""

_MIB = 1024**2

MOST_OUTPUT = 16 * _MIB
"""Bytes of standard output that are read of a program, where its caller does not say less or more."""

MOST_OF_PODS = 64 * _MIB
"""The same of kubectl, whose answers tell of a whole namespace: of a pod in 10 KiB or more."""

MOST_ERRORS = _MIB
"""Bytes of standard error that are read of a program."""

_BLOCK = 64 * 1024


class Hung(Exception):
    """The program did not end in time, and was ended."""


class OutputTooLong(SuiteFault):
    """The program wrote more than is read, and was ended. The message does not name the host: `said` is for whoever knows it."""

    def __init__(self, program: str, limit: int) -> None:
        self.said = f"answers without end (over {limit / _MIB:g} MiB)"
        super().__init__(f"{program} {self.said}")


def run_bounded(
    argv: Sequence[str], timeout: float, limit: int = MOST_OUTPUT, environment: Mapping[str, str] | None = None
) -> tuple[int, bytes, bytes]:
    """Exit status, standard output and standard error of a program; it reads nothing.

    :param timeout: seconds
    :param limit: bytes of its standard output that are read at most; of its standard error it is MOST_ERRORS
    :param environment: all of its variables; None: those of this process
    :raises Hung: it ran longer, and was killed with what it had started in its session
    :raises OutputTooLong: it wrote more, and was killed like that
    :raises SuiteFault: there is no such program on this machine
    """
    try:
        # a session of its own: what it starts (a ProxyCommand, say) can be ended with it, and nothing can ask at the terminal
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            env=environment,
        )
    except FileNotFoundError as error:
        raise SuiteFault(f"there is no program {argv[0]!r} on this machine. Install it, or put it on PATH") from error
    try:
        stdout, stderr = _read(process, argv[0], time.monotonic() + timeout, limit)
    except BaseException:
        _kill(process)
        raise
    return process.returncode, stdout, stderr


def _read(process: subprocess.Popen[bytes], program: str, deadline: float, limit: int) -> tuple[bytes, bytes]:
    """All of both outputs, once the program has ended. :raises Hung, OutputTooLong: as run_bounded does"""
    if process.stdout is None or process.stderr is None:
        raise AssertionError("the program was started without pipes")
    outputs: dict[IO[bytes], tuple[bytearray, int]] = {
        process.stdout: (bytearray(), limit),
        process.stderr: (bytearray(), MOST_ERRORS),
    }
    with selectors.DefaultSelector() as selector:
        for pipe in outputs:
            selector.register(pipe, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(max(0.0, deadline - time.monotonic()))
            # looked at after each block: a program that never pauses must not outlast its time
            if not ready or time.monotonic() > deadline:
                raise Hung
            for key, _ in ready:
                said, most = outputs[key.fileobj]  # type: ignore[index] # what was registered above
                block = os.read(key.fd, _BLOCK)
                if not block:
                    selector.unregister(key.fileobj)
                said += block
                if len(said) > most:
                    raise OutputTooLong(program, most)
    try:
        process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired as error:
        raise Hung from error
    for pipe in outputs:
        pipe.close()
    stdout, stderr = (bytes(said) for said, _ in outputs.values())
    return stdout, stderr


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    # nothing more is read: a process that left the session (ssh's kept connection) may hold the other ends for long
    for pipe in (process.stdout, process.stderr):
        if pipe:
            pipe.close()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE)
