"""A program is given its time, and no more."""

import time
import tracemalloc

import pytest

from conformance.input.bounded import MOST_ERRORS, Hung, OutputTooLong, run_bounded
from conformance.model.errors import SuiteFault


def test_a_program_gives_its_status_and_both_outputs() -> None:
    assert run_bounded(["sh", "-c", "echo out; echo err >&2; exit 3"], 10) == (3, b"out\n", b"err\n")


def test_a_program_has_the_environment_that_it_is_given() -> None:
    assert run_bounded(["/bin/sh", "-c", "echo $ONE"], 10, environment={"ONE": "1"}) == (0, b"1\n", b"")


def test_a_program_that_hangs_is_ended_in_time() -> None:
    started = time.monotonic()
    with pytest.raises(Hung):
        run_bounded(["sleep", "120"], 0.3)
    assert time.monotonic() - started < 60


def test_a_process_that_left_the_session_and_holds_the_outputs_does_not_delay_the_end() -> None:
    """As the connection does that ssh keeps for others: killing the client does not end it."""
    started = time.monotonic()
    with pytest.raises(Hung):
        run_bounded(["sh", "-c", "setsid sleep 60 & sleep 120"], 0.3)
    assert time.monotonic() - started < 30


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(SuiteFault, match=r"^there is no program 'no-such-program' on this machine\. Install it, or put it on PATH$"):
        run_bounded(["no-such-program"], 1)


@pytest.mark.parametrize(("redirect", "limit"), [("", 200_000), (" >&2", MOST_ERRORS)])
def test_a_program_that_writes_without_end_is_ended_at_the_limit(redirect: str, limit: int) -> None:
    started = time.monotonic()
    with pytest.raises(OutputTooLong, match=rf"^sh answers without end \(over {limit / 1024**2:g} MiB\)$"):
        run_bounded(["sh", "-c", f"exec yes{redirect}"], 30, limit=200_000)
    assert time.monotonic() - started < 10


def test_memory_stays_near_the_limit_whatever_is_written() -> None:
    tracemalloc.start()
    try:
        with pytest.raises(OutputTooLong):
            run_bounded(["sh", "-c", "exec yes"], 30, limit=1024**2)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 4 * 1024**2


def test_an_output_as_long_as_the_limit_is_read_whole() -> None:
    assert run_bounded(["sh", "-c", "head -c 200000 /dev/zero"], 30, limit=200_000) == (0, bytes(200_000), b"")


def test_a_program_that_never_pauses_is_ended_in_time() -> None:
    with pytest.raises(Hung):
        run_bounded(["sh", "-c", "while :; do echo; done"], 0.3, limit=10 * 1024**3)
