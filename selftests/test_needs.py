"""What is missing is skipped by developers, and is a failure in the gate."""

import os

import pytest

from selftests.needs import GATE, need_program, need_root


def test_a_program_that_is_there_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(GATE, "1")
    assert os.access(need_program("sh", "dash"), os.X_OK)


def test_without_a_program_a_test_is_skipped_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(GATE, raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"^missing-program: no-such-program is not installed \(apt-get install nothing\)$"):
        need_program("no-such-program", "nothing")


def test_in_the_gate_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(GATE, "1")
    with pytest.raises(pytest.fail.Exception, match=r"^missing-program: .* CONFORMANCE_GATE is set"):
        need_program("no-such-program", "nothing")


@pytest.mark.parametrize(("user", "gate", "ends"), [(0, "1", None), (1000, "", pytest.skip.Exception), (1000, "1", pytest.fail.Exception)])
def test_what_needs_root_is_for_root_alone(monkeypatch: pytest.MonkeyPatch, user: int, gate: str, ends: type[BaseException] | None) -> None:
    monkeypatch.setenv(GATE, gate)
    monkeypatch.setattr("os.geteuid", lambda: user)
    if ends is None:
        need_root("only root can")
    else:
        with pytest.raises(ends, match=r"^not-root: only root can"):
            need_root("only root can")
