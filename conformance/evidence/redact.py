"""Secrets are taken out of every text before it is stored or shown."""

import re2

_GONE = "[redacted]"

_TELLING = (
    r"(?:[a-z0-9_.-]*(?:password|passwd|passphrase|secret|api_?key|private_?key|access_?key|auth_?token|admin_?pass)[a-z0-9_]*"
    r"|token|x-(?:auth|subject|service)-token|user_data|transport_url)"
)

# Order matters: whole blocks first, then values that follow a telling name, then values that are telling by their form.
_RULES = (
    (re2.compile(r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)"), _GONE),
    # PASSWORD in scheme://user:PASSWORD@host: the transport URL of RabbitMQ, a database's connection, an image's store
    (re2.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*://[^\s:/@'\"]*):[^\s/'\"]+@"), r"\1:" + _GONE + "@"),
    (re2.compile(r"(?i)(authorization\\?[\"']?\s*[:=]\s*u?\\?[\"']?(?:bearer|basic)\s+)[^\s\"'\\,]+"), r"\1" + _GONE),
    # "name": "value with spaces", also as Python prints it and as JSON escapes it
    (re2.compile(r"(?i)(\b" + _TELLING + r"\\?[\"']\s*[:=,]\s*u?\\?\")[^\"\\]+"), r"\1" + _GONE),
    (re2.compile(r"(?i)(\b" + _TELLING + r"\\?[\"']\s*[:=,]\s*u?\\?')[^'\\]+"), r"\1" + _GONE),
    # name = value, name: value
    (re2.compile(r"(?i)(\b" + _TELLING + r"\s*[=:]\s*)[^\s\"',;&)\]}]+"), r"\1" + _GONE),
    (re2.compile(r"(?i)(<(?:password|secret|adminpass)[^>]*>)[^<]+"), r"\1" + _GONE),
    # Keystone's Fernet tokens and JSON web tokens, wherever they stand
    (re2.compile(r"\bgAAAA[A-Za-z0-9_-]{40,}={0,2}"), _GONE),
    (re2.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"), _GONE),
)


def redact(text: str) -> str:
    """The text without passwords, tokens, private keys, user data and the credentials inside URLs."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
