"""What identifiers, host names and addresses must look like before they are used in a command, a path or a request."""

import ipaddress
import re

from conformance.model.errors import SuiteFault

_UUID = re.compile(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}", re.ASCII)
_HOST_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252}[A-Za-z0-9_.])?", re.ASCII)
"""RFC 1123, and the underscore, which Nova allows. An option of a program (-oProxyCommand=...) begins otherwise."""

_LONGEST_PATH = 1024
"""Characters: Linux takes 4095 bytes."""

_SHOWN = 60
"""Characters of a refused value that an error shows."""


def is_uuid(said: object) -> bool:
    """Whether it is a UUID as OpenStack writes them: 32 hexadecimal digits in five groups."""
    return isinstance(said, str) and _UUID.fullmatch(said) is not None


def is_address(said: object) -> bool:
    """Whether it is an IP address without a scope, or a host name."""
    if not isinstance(said, str):
        return False
    if _HOST_NAME.fullmatch(said):
        return True
    try:
        # a scope (fe80::1%...) may hold anything, blanks and options too
        return "%" not in said and bool(ipaddress.ip_address(said))
    except ValueError:
        return False


def is_path(said: object) -> bool:
    """Whether it is an absolute path, of printable characters and short enough for a kernel."""
    return isinstance(said, str) and said.startswith("/") and len(said) <= _LONGEST_PATH and said.isprintable() and "\ufffd" not in said


def uuid_in(answer: str, said: object) -> str:
    """The UUID that an API answered.

    :param answer: what it is in, for the error: the id of a server in Nova's answer
    :raises SuiteFault: it is no UUID
    """
    if not is_uuid(said):
        raise SuiteFault(f"{answer} is no UUID: {shown(said)}. Look which service answers at this endpoint, and what lies in between")
    return str(said)


def host_in(answer: str, said: object) -> str | None:
    """The host name that an API answered; None where it names none.

    :param answer: what it is in, for the error
    :raises SuiteFault: it is neither a host name nor an IP address
    """
    if said is None:
        return None
    if not is_address(said):
        raise SuiteFault(f"{answer} is no host name: {shown(said)}. Look which service answers at this endpoint, and what lies in between")
    return str(said)


def short_name(name: str) -> str:
    """The part of a host's name before its domain, in lower case; an IP address in its shortest form."""
    return plain_address(name) or name.partition(".")[0].lower()


def alike(one: str, other: str) -> bool:
    """Whether two names may be of one host: they are the same but for capitals, or one is the short name of the other."""
    one, other = one.lower(), other.lower()
    return one == other or (not plain_address(one) and (one.startswith(f"{other}.") or other.startswith(f"{one}.")))


def plain_address(text: str) -> str:
    """An IP address in its shortest form; empty where it is none."""
    try:
        return str(ipaddress.ip_address(text.strip("[]")))
    except ValueError:
        return ""


def shown(said: object) -> str:
    """A refused value for an error: in quotes, in ASCII, and cut short."""
    text = ascii(said[: 2 * _SHOWN] if isinstance(said, str) else said)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
