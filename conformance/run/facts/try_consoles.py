"""Whether the console proxies answer that users are sent to; tried from this machine."""

import http.client
import ssl
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from conformance.model.errors import CloudFault, SuiteFault
from conformance.run.host import Host

_PATIENCE = 3.0
"""Seconds to connect, and as many to answer."""


def try_consoles(hosts: Iterable[Host]) -> dict[str, str | None]:
    """By the address that users are sent to, why it does not answer; None where it does."""
    urls = sorted({url for host in hosts if (url := _url(host))})
    with ThreadPoolExecutor(max_workers=8) as pool:
        return dict(zip(urls, pool.map(_try, urls), strict=True))


def _url(host: Host) -> str | None:
    try:
        return host.conf.novncproxy_base_url
    except (SuiteFault, CloudFault):
        return None


def _try(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        connection = _connection(parts.scheme, parts.hostname or "", parts.port)
        try:
            connection.request("GET", parts.path or "/")
            status = connection.getresponse().status
        finally:
            connection.close()
    except TimeoutError:
        return "no answer"
    except (OSError, http.client.HTTPException, ValueError) as error:
        return str(error) or type(error).__name__
    return f"it answers {status}" if status >= 500 else None


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme != "https":
        return http.client.HTTPConnection(host, port, timeout=_PATIENCE)
    # whether users trust its certificate is between them and it
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=_PATIENCE, context=context)
