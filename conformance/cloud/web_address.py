"""Web addresses that hosts name: whether one may be connected to, before anything is."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

_LONGEST = 2000
"""Characters of an address that browsers take, too."""

_NAME = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?")


def web_address(url: str) -> SplitResult:
    """The parts of an address of http or https.

    :raises ValueError: it is none, in words for people: another scheme, a host that is none, a link-local or multicast address
    """
    if len(url) > _LONGEST:
        raise ValueError(f"it has more than {_LONGEST} characters")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("it has characters that no address has")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"it is no address ({error})") from error
    if parts.scheme not in {"http", "https"}:
        raise ValueError("it is no address of http or https")
    if not _is_host(parts.hostname or "") or port == 0:
        raise ValueError("it names no valid host and port")
    return parts


def _is_host(host: str) -> bool:
    """Whether it is a name, or an address that can be another machine's. Link-local ones lead to services of a cloud's own host."""
    try:
        address = ip_address(host)
    except ValueError:
        return len(host) <= 253 and _NAME.fullmatch(host) is not None
    return not (address.is_link_local or address.is_multicast or address.is_unspecified)
