"""Whether the console proxies answer that users are sent to; tried from this machine."""

import http.client
import socket
import ssl
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event, Timer

from conformance.checks.host import Host
from conformance.cloud.web_address import web_address
from conformance.input.understanding import valid_text
from conformance.model.errors import CloudFault, SuiteFault

_PATIENCE = 3.0
"""Seconds to connect, and as many until the next bytes of an answer."""

_LONGEST = 10.0
"""Seconds after which a connection is ended, whatever still comes: of the answer, only status and headers are read."""

_AT_ONCE = 8
_MOST_WORDS = 300
"""Characters of an error that are kept."""


def try_consoles(hosts: Iterable[Host]) -> dict[str, str | None]:
    """By the address that users are sent to, why it does not answer; None where it does.

    Only addresses of http and https are tried, with one GET of their path, which leads nowhere else. Nothing is raised.
    """
    urls = sorted({url for host in hosts if (url := _url(host))})
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        return dict(zip(urls, pool.map(_try, urls), strict=True))


def _url(host: Host) -> str | None:
    try:
        return host.conf.novncproxy_base_url
    except (SuiteFault, CloudFault):
        return None


def _try(url: str) -> str | None:
    try:
        parts = web_address(url)
        status = _status(_connection(parts.scheme, parts.hostname or "", parts.port), parts.path or "/")
    except TimeoutError:
        return "no answer"
    except (OSError, http.client.HTTPException, ValueError) as error:
        return valid_text(str(error))[:_MOST_WORDS] or type(error).__name__
    return f"it answers {status}" if status >= 500 else None


def _status(connection: http.client.HTTPConnection, path: str) -> int:
    """What is answered; where that leads elsewhere, it is not followed. :raises TimeoutError: it was not there in time"""
    ended = Event()

    def end() -> None:
        ended.set()
        with suppress(OSError, AttributeError):
            connection.sock.shutdown(socket.SHUT_RDWR)

    timer = Timer(_LONGEST, end)
    timer.daemon = True
    try:
        connection.connect()
        timer.start()
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise TimeoutError if ended.is_set() else error from error
    finally:
        timer.cancel()
        connection.close()


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme != "https":
        return http.client.HTTPConnection(host, port, timeout=_PATIENCE)
    # whether users trust its certificate is between them and it
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=_PATIENCE, context=context)
