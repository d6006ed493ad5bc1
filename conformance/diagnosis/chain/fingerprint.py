"""What is the same of an error every time it happens: on which host, in which night and for which instance does not count."""

import hashlib
import re

from conformance.diagnosis.chain.chain import Link

_VARIES = (
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[0-9a-f]{32,}\b"), "ID"),
    (re.compile(r"\breq-[\w-]+"), "ID"),
    (re.compile(r"\binstance-[0-9a-f]{8}\b|\btap[0-9a-f]{8}-[0-9a-f]{2}\b"), "ID"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]*(?:Z|[+-]\d\d:?\d\d)?"), "TIME"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}\b"), "ADDRESS"),
    (re.compile(r"\b0x[0-9a-f]+\b|\b[0-9a-f]{12,}\b"), "ID"),
    (re.compile(r"\d+"), "N"),
)

_ERRNO = re.compile(r"\[(?:Errno|errno|Error Code) (-?\d+)\]|\(HTTP (\d{3})\)|\b(?:rc|exit code|status)[ =:]{1,2}(\d{1,3})\b")
"""Numbers that tell which error it is."""

LENGTH = 8
"""Hexadecimal digits of a fingerprint: a cloud has few errors."""


def fingerprint(link: Link, hosts: frozenset[str] = frozenset()) -> str:
    """The fingerprint of an error: of its type, its message without what varies, and its place in the code.

    :param hosts: names of hosts, which vary, too
    """
    message = link.raised.message.partition("\n")[0][:400]
    told = [number for found in _ERRNO.finditer(message) for number in found.groups() if number]
    for host in sorted(hosts, key=len, reverse=True):
        message = re.sub(rf"\b{re.escape(host)}\b", "HOST", message)
    for pattern, word in _VARIES:
        message = pattern.sub(word, message)
    parts = (link.raised.name, message.strip().lower(), *told, link.raised.place or "")
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:LENGTH]
