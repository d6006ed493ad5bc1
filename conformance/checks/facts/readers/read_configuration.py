"""What nova-compute's configuration says: the options that are asked for, and a digest of every other that holds no secret."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from contextlib import suppress

from conformance.checks.facts.fact import Fact, ProbePoint, Said, fact
from conformance.checks.facts.readers.read_machine import addresses
from conformance.input.understanding import NOT_UNDERSTOOD
from conformance.probe import oslo_config
from conformance.probe.chunks import Chunk, groups
from conformance.probe.nova_conf import is_asked_for, options_of
from conformance.probe.oslo_config import Option
from conformance.text.names import names_a_secret
from conformance.transport.command import quoted

_SECRET = re.compile(r"passw|_pass|pwd|secret|token|credential|private|connection|backend_argument|_keys?$|_url$|_uri$|auth|psk|pin$")
"""Names of options whose values are not so much as digested, beside all whose values are redacted."""

_KEY = secrets.token_bytes(32)
"""Of the digests; one process reads all hosts of a run, and nothing keeps it. Who has the digests alone cannot try passwords on them."""


def options(chunk: Chunk) -> dict[str, str]:
    """By "section/name". :raises NotReadable: nova-compute would not start with it"""
    return {"/".join(option): value for option, value in options_of(groups(chunk.text)).items()}


def digests(said: Said) -> dict[str, str]:
    """By "section/name"; values that differ by the host's own names and addresses alone are alike.

    :raises NotReadable: nova-compute would not start with it
    """
    own = (said.host, *_addresses(said))
    found = oslo_config.parse(groups(said.chunks["options"].text), _is_comparable, {})
    return {"/".join(option): _digest(value, own) for option, value in found.items()}


def _addresses(said: Said) -> tuple[str, ...]:
    chunk = said.chunks.get("addresses")
    with suppress(*NOT_UNDERSTOOD):
        return addresses(chunk) if chunk and chunk.ok else ()
    return ()


def _is_comparable(option: Option) -> bool:
    return not is_asked_for(option) and not _SECRET.search(option[1].lower()) and not names_a_secret(option[1])


def _digest(value: str, own: Collection[str]) -> str:
    for word in sorted(own, key=len, reverse=True):
        value = value.replace(word, "<own>")
    return hmac.new(_KEY, value.encode("utf-8", "backslashreplace"), hashlib.sha256).hexdigest()[:12]


FACTS = (
    fact("options", ProbePoint.NOVA_COMPUTE, quoted("configuration"), options),
    Fact("digests", "options", ProbePoint.NOVA_COMPUTE, ("options",), digests, digests),
)
