"""Webhooks: the forms in which a message is sent, tries that end, and an address that is told nobody."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from conformance.model.errors import UsageProblem
from conformance.report.told.message import Message, message
from conformance.report.told.webhook import LONGEST_WAIT, TRIES, Form, send, webhook
from selftests.report.compare.runs import failed, run

SAID = message(run(failed("<1>", "disk-full", "b")), 1, None, None)


class Receiver:
    """What was sent, and what is answered: statuses, one for each request, the last of them for all that follow."""

    def __init__(self) -> None:
        self.statuses = [200]
        self.headers: dict[str, str] = {}
        self.got: list[tuple[str, str, dict[str, str], Any]] = []
        self.url = ""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    known = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known.got.append((self.command, self.path, dict(self.headers), body))
            self.send_response(known.statuses.pop(0) if len(known.statuses) > 1 else known.statuses[0])
            for name, value in known.headers.items():
                self.send_header(name, value)
            self.end_headers()

        do_PUT = do_POST  # noqa: N815 - http.server calls it by that name

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        known.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield known
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def test_json_is_a_document_with_the_text_in_it(receiver: Receiver) -> None:
    assert send(webhook(f"{receiver.url}/hook", None, "t0ken"), SAID) is None
    ((method, path, headers, body),) = receiver.got
    assert (method, path, headers["Authorization"]) == ("POST", "/hook", "Bearer t0ken")
    assert body["text"] == SAID.text
    assert (body["cloud"], body["state"], body["exit_code"]) == ("lab", "failed", 1)


def test_slack_gets_text_in_which_nothing_is_a_link(receiver: Receiver) -> None:
    said = Message(green=False, lines=("<!channel> & all",), content={})
    assert send(webhook(f"{receiver.url}/services/x", "slack", None), said) is None
    assert receiver.got[0][3] == {"text": "&lt;!channel&gt; &amp; all"}


def test_matrix_gets_a_notice_once_however_often_it_is_tried(receiver: Receiver) -> None:
    receiver.statuses = [502, 200]
    to = webhook(f"{receiver.url}/_matrix/client/v3/rooms/!room:example.org", None, "t0ken")
    assert (to.form, send(to, SAID, sleep=lambda _: None)) == (Form.MATRIX, None)
    first, second = receiver.got
    assert first[0] == "PUT"
    assert first[1] == second[1]
    assert first[1].startswith("/_matrix/client/v3/rooms/!room:example.org/send/m.room.message/")
    assert first[3] == {"msgtype": "m.notice", "body": SAID.text}


def test_matrix_wants_a_token() -> None:
    with pytest.raises(UsageProblem, match="CONFORMANCE_WEBHOOK_TOKEN"):
        webhook("https://matrix.example/_matrix/client/v3/rooms/!r:example", None, None)


def test_tries_end_and_the_server_decides_how_long_it_is_waited_up_to_a_limit(receiver: Receiver) -> None:
    receiver.statuses, receiver.headers = [503], {"Retry-After": "9999"}
    waited: list[float] = []
    trouble = send(webhook(f"{receiver.url}/hook", None, None), SAID, sleep=waited.append)
    assert trouble == "no message was sent to the webhook at 127.0.0.1: HTTP status 503"
    assert len(receiver.got) == TRIES
    assert waited == [LONGEST_WAIT] * (TRIES - 1)


def test_what_is_refused_is_not_tried_again_and_no_redirect_is_followed(receiver: Receiver) -> None:
    for status in (403, 302):
        receiver.statuses, receiver.got = [status], []
        receiver.headers = {"Location": f"{receiver.url}/elsewhere"}
        assert send(webhook(f"{receiver.url}/hook", None, None), SAID, sleep=lambda _: None) is not None
        assert len(receiver.got) == 1


def test_no_error_tells_the_address() -> None:
    to = webhook("http://127.0.0.1:1/services/T000/s3cr3t", None, None)
    trouble = send(to, SAID, sleep=lambda _: None)
    assert trouble == "no message was sent to the webhook at 127.0.0.1: ConnectionError"
    assert "s3cr3t" not in repr(to)
    for bad in ("ftp://hooks.example/s3cr3t", "https://user:s3cr3t@hooks.example/", "https://hooks.example:99999/s3cr3t"):
        with pytest.raises(UsageProblem) as refused:
            webhook(bad, None, None)
        assert "s3cr3t" not in str(refused.value)
