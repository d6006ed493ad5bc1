"""A program is given its time, and no more."""

import time

import pytest

from conformance.model.errors import SuiteFault
from conformance.site.bounded import Hung, run_bounded


def test_a_program_gives_its_status_and_both_outputs() -> None:
    assert run_bounded(["sh", "-c", "echo out; echo err >&2; exit 3"], 10) == (3, b"out\n", b"err\n")


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
