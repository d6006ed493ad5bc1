"""What only reads is asked for again when an API is overloaded, drops or refuses connections; what changes something never is, here."""

import time
from collections.abc import Callable
from enum import Enum
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from openstack.connection import Connection
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, ReadTimeoutError
from urllib3.util import Retry

from conformance.cloud.answer_size import BoundedAdapter, drop_if_long
from conformance.run_dir.api_troubles import ApiTrouble

Told = Callable[[ApiTrouble], None]

OVERLOADED = frozenset({429, 502, 503, 504})
"""Answers that say to come again."""

_TRIES = 4
_BACKOFF = 0.5
"""The first repetition comes at once, as a dropped connection was perhaps only an idle one; then after 1 s, 2 s, 4 s."""

_LONGEST_ASKED_FOR = 60
"""Seconds: a server that asks for more with Retry-After is come back to after these."""

_READING = frozenset({"GET", "HEAD", "OPTIONS"})

_TOKENS = "/auth/tokens"
"""To log in twice changes nothing either."""


class RetryPolicy(Enum):
    """With what answers, besides those that say to come again.

    A refused connection is an API that is being restarted, or a wrong address, which is to be told at once: it is one where nobody has ever
    answered. A 500 may pass, but whoever waits for something looks again anyway, and is not to be held up.
    """

    STARTUP = "a cloud that nobody has looked at yet: refused connections to what has answered before, and 500"
    READ = "a cloud that was found: refused connections, and 500"
    WAIT = "a cloud that was found, by waits that look again: refused connections"


def mount_retries(conn: Connection, told: Told, policy: RetryPolicy) -> None:
    """Have a connection's reading requests repeated on 429, 502, 503, 504 and dropped connections, by the server's Retry-After.

    :param told: hears of each repetition, after it was waited for
    """
    adapter = _RetryingAdapter(told, policy)
    for scheme in ("http://", "https://"):
        conn.session.session.mount(scheme, adapter)


class _RetryingAdapter(BoundedAdapter):
    """Sends reading requests with retries, and all others once."""

    def __init__(self, told: Told, policy: RetryPolicy) -> None:
        super().__init__()
        self._strangers = policy is RetryPolicy.STARTUP
        self._known: set[str] = set()
        self._patient = _Patient(max_retries=_Patiently.begin(told, policy))
        self._at_first = _Patient(max_retries=_Patiently.begin(told, policy, connect=0))

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        url = urlsplit(request.url or "")
        reads = request.method in _READING or url.path.endswith(_TOKENS)
        patient = self._at_first if self._strangers and url.netloc not in self._known else self._patient
        sender: HTTPAdapter = patient if reads else super()  # type: ignore[assignment]
        answer = sender.send(request, *args, **kwargs)
        self._known.add(url.netloc)
        return answer

    def close(self) -> None:
        self._patient.close()
        self._at_first.close()
        super().close()


class _Patient(BoundedAdapter):
    """The same way of connecting, with retries."""


class _Patiently(Retry):
    """urllib3's, which tells of each repetition, and leaves to its own timeout a server that hangs, and to its end one whose name or way is
    unknown."""

    told: Told

    @classmethod
    def begin(cls, told: Told, policy: RetryPolicy, connect: int = _TRIES) -> Self:
        """Nothing has gone wrong yet. :param connect: how often a refused connection is tried again"""
        patiently = cls(
            total=_TRIES,
            connect=connect,
            redirect=0,
            allowed_methods=None,
            status_forcelist=OVERLOADED if policy is RetryPolicy.WAIT else OVERLOADED | {HTTPStatus.INTERNAL_SERVER_ERROR},
            backoff_factor=_BACKOFF,
            raise_on_status=False,
            retry_after_max=_LONGEST_ASKED_FOR,
        )
        patiently.told = told
        return patiently

    def new(self, **changes: Any) -> Self:
        new = super().new(**changes)
        new.told = self.told
        return new

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        if isinstance(error, ReadTimeoutError):
            raise error.with_traceback(_stacktrace)
        if isinstance(error, ConnectTimeoutError) and not isinstance(error.__cause__, ConnectionRefusedError) and _pool is not None:
            raise MaxRetryError(_pool, url or "", error) from error
        # raises after the last try, whose answer is handed on
        new = super().increment(method, url, response, error, _pool, _stacktrace)
        if response is not None:
            drop_if_long(response)
        return new

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        began = time.monotonic()
        super().sleep(response)
        last = self.history[-1]
        path = urlsplit(last.url or "").path
        why = str(last.status) if last.status else "refused" if isinstance(last.error, NewConnectionError) else "reset"
        self.told(ApiTrouble(method=last.method or "", path=path, why=why, waited=round(time.monotonic() - began, 3)))
