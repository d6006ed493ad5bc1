"""A probe of real sockets: what it takes for an answer, and that it ends, whatever it meets."""

import re
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from conformance.config.guest_model import GuestOptions
from conformance.instances import answering
from conformance.instances.answering import AnswerProbe, Probes
from conformance.model.instance import Instance
from conformance.model.operation import Downtime


@pytest.fixture
def closed() -> Iterator[int]:
    """A port of this machine on which nobody listens, and nobody will."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


@pytest.fixture
def silent() -> Iterator[int]:
    """A port of this machine that lets no connection come about, as a guest that is away: its queue is full."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        with connected(listening.getsockname(), 2):
            yield listening.getsockname()[1]


@contextmanager
def connected(to: tuple[str, int], count: int) -> Iterator[None]:
    waiting = [socket.socket() for _ in range(count)]
    for one in waiting:
        one.setblocking(False)
        one.connect_ex(to)
    try:
        yield
    finally:
        for one in waiting:
            one.close()


def until(seen: Callable[[], bool]) -> None:
    """Real sockets take what they take on a busy machine."""
    for _ in range(600):
        if seen():
            return
        time.sleep(0.05)
    raise AssertionError("not within 30 s")


def probed(port: int, address: str = "127.0.0.1", answers: int = 3) -> Downtime:
    with AnswerProbe(address, port) as probe:
        until(lambda: probe._silence.answers >= answers)
        return probe.conclude(done=True)


def test_a_port_on_which_nobody_listens_answers(closed: int) -> None:
    downtime = probed(closed)
    assert downtime.why_not is None
    assert downtime.over
    assert downtime.seconds is not None
    assert downtime.resolution is not None
    assert downtime.seconds <= 2 * downtime.resolution + 0.2


def test_one_that_accepts_and_sends_without_end_answers_too_and_nothing_is_read() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        sent: list[int] = []

        def flood() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    try:
                        while True:
                            sent.append(connection.send(b"x" * 65536))
                    except OSError:
                        pass

        thread = threading.Thread(target=flood)
        thread.start()
        try:
            assert probed(listening.getsockname()[1]).seconds is not None
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def test_a_guest_that_stops_answering_was_silent_for_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A real clock, and a queue that is full for a while: at least that long is certain, and what this machine adds is told apart."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        to = listening.getsockname()
        monkeypatch.setattr(answering, "_AT_FIRST", 30.0)
        with AnswerProbe(*to) as probe:
            until(lambda: probe._silence.answers > 0)
            # what the probe itself connected is in the queue until it is accepted
            until(lambda: probe._silence.lasting > 1.0)
            listening.close()
            downtime = probe.conclude(done=True)
    assert downtime.over
    assert downtime.seconds is not None
    assert downtime.seconds >= 0.9


def test_a_guest_that_does_not_answer_again_was_silent_for_that_long_at_least(
    silent: int, closed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "_AFTERWARDS", 0.3)
    with AnswerProbe("127.0.0.1", closed) as probe:
        until(lambda: probe._silence.answers > 2)
        probe._to = ("127.0.0.1", silent)
        time.sleep(0.5)
        downtime = probe.conclude(done=True)
    assert not downtime.over
    assert downtime.seconds is not None
    assert downtime.seconds >= 0.3


@pytest.mark.parametrize("address", ["127.0.0.1", "not an address", "2001:db8::1"])
def test_what_does_not_answer_is_not_measured_and_no_downtime_of_nought(silent: int, address: str) -> None:
    with AnswerProbe(address, silent) as probe:
        time.sleep(0.2)
        downtime = probe.conclude(done=False)
    assert downtime.seconds is None
    assert downtime.why_not


def test_without_descriptors_left_nothing_is_measured_and_nothing_is_raised(closed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> socket.socket:
        raise OSError(24, "Too many open files")

    with monkeypatch.context() as patched:
        patched.setattr(socket, "socket", refuse)
        with AnswerProbe("127.0.0.1", closed) as probe:
            time.sleep(0.2)
            downtime = probe.conclude(done=False)
    assert "Too many open files" in (downtime.why_not or "")


def test_what_goes_wrong_in_the_probe_is_told_and_not_raised(closed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "DefaultSelector", lambda: None)
    with AnswerProbe("127.0.0.1", closed) as probe:
        until(lambda: not probe._thread.is_alive())
        downtime = probe.conclude(done=True)
    assert (downtime.why_not or "").startswith("the probe failed: ")


def test_it_ends_with_its_context_however_that_ends(closed: int) -> None:
    probe = AnswerProbe("127.0.0.1", closed)
    with pytest.raises(KeyboardInterrupt), probe:
        raise KeyboardInterrupt
    assert not probe._thread.is_alive()


def guest(address: str | None = "127.0.0.1") -> Instance:
    return Instance(id="1", name="guest", address=address)


@pytest.mark.parametrize(
    ("options", "address", "why_not"),
    [
        ({"reachable": False}, "127.0.0.1", r"guest\.reachable"),
        ({"probe_port": None}, "127.0.0.1", r"guest\.probe_port"),
        ({}, None, "no address"),
    ],
)
def test_what_a_profile_does_not_want_or_cannot_be_is_not_tried(
    options: dict[str, object], address: str | None, why_not: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "socket", lambda *_: pytest.fail("a socket was made"))
    with Probes().of(guest(address), GuestOptions.model_validate(options)) as probe:
        assert re.search(why_not, probe.conclude(done=True).why_not or "")


def test_a_guest_that_drops_what_comes_is_told_so_and_no_other_one_is_waited_for(silent: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "_GIVEN_UP", 0.2)
    monkeypatch.setattr(answering, "_AGAIN", 0.01)
    probes = Probes()
    options = GuestOptions(probe_port=silent)
    with socket.create_server(("127.0.0.1", 0)) as ssh:
        monkeypatch.setattr(answering, "SSH_PORT", ssh.getsockname()[1])
        with probes.of(guest(), options) as probe:
            assert "a firewall drops what comes to it" in (probe.conclude(done=True).why_not or "")
    assert probes._patience == 0


def test_a_guest_that_boots_is_waited_for(closed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter([113, 113, 113, 113, 111])
    monkeypatch.setattr(answering, "_knock", lambda *_: next(said))
    monkeypatch.setattr(answering, "_AGAIN", 0.0)
    with Probes().of(guest(), GuestOptions(probe_port=closed)) as probe:
        until(lambda: probe._silence.answers > 0)
        assert probe.conclude(done=True).seconds is not None
