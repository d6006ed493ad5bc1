"""One message a run to a webhook: Slack and what understands its form, a room of Matrix, or a JSON document.

An address of a webhook is a secret by itself, and belongs into the environment. It is in no file and no line that this writes: of an error,
its kind and the host are told.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

import requests

from conformance.cloud.web_address import web_address
from conformance.model.errors import UsageProblem
from conformance.report.told.message import Message

URL = "CONFORMANCE_WEBHOOK"
"""The environment variable with the address."""

TOKEN = "CONFORMANCE_WEBHOOK_TOKEN"  # noqa: S105 - the name of it
"""The environment variable with a token that is sent as `Authorization: Bearer`: Matrix wants one."""

TRIES = 4

_WAITS = (1.0, 5.0, 15.0)
"""Seconds before a further try."""

LONGEST_WAIT = 30.0
"""Seconds that a server may have us wait (Retry-After)."""

_ANSWERS_WITHIN = (5.0, 15.0)
"""Seconds for a connection, and between two bytes of an answer, of which nothing is read but its header."""

_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


class Form(StrEnum):
    """In which form a message is sent."""

    SLACK = "slack"
    MATRIX = "matrix"
    JSON = "json"


class When(StrEnum):
    """After which runs a message is sent: all of them, or those that somebody has to look at."""

    ALWAYS = "always"
    TROUBLE = "trouble"


@dataclass(frozen=True)
class Webhook:
    """Where messages go. repr shows no address."""

    url: str
    form: Form
    token: str | None = None

    def __repr__(self) -> str:
        return f"Webhook({self.host}, {self.form})"

    @property
    def host(self) -> str:
        """The name of its server, which is no secret."""
        return urlsplit(self.url).hostname or ""


def webhook(url: str, form: str | None, token: str | None) -> Webhook:
    """A webhook by its address.

    :param form: None: by the address
    :raises UsageProblem: it is none. The address is not told
    """
    try:
        parts = web_address(url)
    except ValueError as trouble:
        raise UsageProblem(f"the address of the webhook is not right: {trouble}") from None
    if parts.username or parts.password:
        raise UsageProblem(f"the address of the webhook has a user or a password: give a token in {TOKEN}")
    known = Form(form) if form else _form_of(parts.hostname or "", parts.path)
    if known is Form.MATRIX and not token:
        raise UsageProblem(f"a webhook of Matrix wants an access token in the environment variable {TOKEN}")
    return Webhook(url=url, form=known, token=token)


def _form_of(host: str, path: str) -> Form:
    if host == "hooks.slack.com":
        return Form.SLACK
    return Form.MATRIX if path.startswith("/_matrix/") else Form.JSON


def send(to: Webhook, said: Message, sleep: Callable[[float], None] = time.sleep) -> str | None:
    """Send it. Gives why it could not be sent, in one line without the address; None: it was sent.

    A message may come twice where an answer was lost, but for Matrix, which knows it by its transaction.
    """
    method, url, body = _request(to, said)
    headers = {"Authorization": f"Bearer {to.token}"} if to.token else {}
    trouble = ""
    for number in range(TRIES):
        wait = _WAITS[min(number, len(_WAITS) - 1)]
        try:
            # no redirect: the address that was given is the one that is trusted with the token
            with requests.request(
                method, url, json=body, headers=headers, timeout=_ANSWERS_WITHIN, allow_redirects=False, stream=True
            ) as answer:
                status, retry_after = answer.status_code, answer.headers.get("Retry-After", "")
        except requests.RequestException as error:
            # its text has the address
            trouble = type(error).__name__
        else:
            if 200 <= status < 300:
                return None
            trouble = f"HTTP status {status}"
            if status not in _TRY_AGAIN:
                break
            if retry_after.isdecimal():
                wait = min(float(retry_after[:4]), LONGEST_WAIT)
        if number + 1 < TRIES:
            sleep(wait)
    return f"no message was sent to the webhook at {to.host}: {trouble}"


def _request(to: Webhook, said: Message) -> tuple[str, str, dict[str, object]]:
    if to.form is Form.SLACK:
        # what Slack takes for its own: links, mentions
        return "POST", to.url, {"text": said.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")}
    if to.form is Form.MATRIX:
        address = to.url.rstrip("/").removesuffix("/send/m.room.message")
        return "PUT", f"{address}/send/m.room.message/{uuid.uuid4()}", {"msgtype": "m.notice", "body": said.text}
    return "POST", to.url, {"text": said.text, **said.content}
