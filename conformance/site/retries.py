"""What only reads is asked for again when an API is overloaded or drops the connection; what changes something never is, here."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from keystoneauth1.session import TCPKeepAliveAdapter
from openstack.connection import Connection
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import ReadTimeoutError
from urllib3.util import Retry

from conformance.model.api_troubles import ApiTrouble

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


def be_patient(conn: Connection, told: Told) -> None:
    """Have a connection's reading requests repeated on 429, 502, 503, 504 and dropped connections, by the server's Retry-After.

    :param told: hears of each repetition, after it was waited for
    """
    adapter = _PatientAdapter(told)
    for scheme in ("http://", "https://"):
        conn.session.session.mount(scheme, adapter)


class _PatientAdapter(TCPKeepAliveAdapter):
    """Sends reading requests with retries, and all others once."""

    def __init__(self, told: Told) -> None:
        super().__init__()
        self._patient = _Patient(max_retries=_Patiently.begin(told))

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        reads = request.method in _READING or urlsplit(request.url or "").path.endswith(_TOKENS)
        sender: HTTPAdapter = self._patient if reads else super()  # type: ignore[assignment]
        return sender.send(request, *args, **kwargs)

    def close(self) -> None:
        self._patient.close()
        super().close()


class _Patient(TCPKeepAliveAdapter):
    """The same way of connecting, with retries."""


class _Patiently(Retry):
    """urllib3's, which tells of each repetition, and leaves a server that hangs to its own timeout."""

    told: Told

    @classmethod
    def begin(cls, told: Told) -> Self:
        """Nothing has gone wrong yet. A refused connection is not repeated: whoever waits for an API looks again anyway."""
        patiently = cls(
            total=_TRIES,
            connect=0,
            redirect=0,
            allowed_methods=None,
            status_forcelist=OVERLOADED,
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
        return super().increment(method, url, response, error, _pool, _stacktrace)

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        began = time.monotonic()
        super().sleep(response)
        last = self.history[-1]
        path = urlsplit(last.url or "").path
        why = str(last.status) if last.status else "reset"
        self.told(ApiTrouble(method=last.method or "", path=path, why=why, waited=round(time.monotonic() - began, 3)))
