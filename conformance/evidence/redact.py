"""Secrets are taken out of every text before it is stored or shown."""

from collections.abc import Iterable
from typing import Any

import re2

_GONE = "[redacted]"

_SHORTEST = 6
"""Characters that a secret has at least which is looked for as it is: a shorter one stands in too many words."""

_TELLING = (
    r"(?:[a-z0-9_.-]*(?:password|passwd|passphrase|secret|api_?key|private_?key|access_?key|admin_?pass|encryption_?key|hmac_?keys?|fixed_?key"
    r"|master_?key|signature)[a-z0-9_]*"
    r"|[a-z0-9_.-]*_pass|[a-z0-9_]*pwd|[a-z0-9_.-]*token(?:_id)?"
    r"|user_?-?data|personality|injected_files|transport_url|temp_url_sig|kek)"
)
"""What names a secret: a key of a document, an option, an attribute, a header."""

_NAMED = r"(?i)(?P<head>\b(?P<name>" + _TELLING + ")"
_OPEN = r"[ub]?\\*"

_NO_SECRETS = frozenset({"yes", "no", "true", "false", "none", "null", "on", "off", _GONE})
"""Values that say whether there is a secret, and not which."""


def _without(match: Any) -> str:
    """What was matched, without its value, unless that is none: rbd_secret_uuid names a secret, `using password: YES` an attempt."""
    if match["name"].lower().endswith("uuid") or match["value"].lower() in _NO_SECRETS:
        return str(match[0])
    return str(match["head"]) + _GONE


# Order matters: whole blocks first, then values that follow a telling name, then values that are telling by their form.
_RULES = (
    (re2.compile(r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)"), _GONE),
    # a cloud-config document: whole lines, and in one line as it stands in a string
    (re2.compile(r"(?m)#cloud-config[^\S\n]*\n(?:[^\n]+(?:\n|\z))*"), "#cloud-config " + _GONE + "\n"),
    (re2.compile(r"#cloud-config\\+n[^\"'\n]*"), "#cloud-config " + _GONE),
    (
        re2.compile(r"(?mi)^([ \t]*(?:user_?-?data|[a-z_.-]*(?:password|secret|key))[ \t]*:[ \t]*[|>][-+0-9]*)[ \t]*(?:\n[ \t]+[^\n]*)+"),
        r"\1 " + _GONE,
    ),
    # credentials in scheme://user:PASSWORD@host: RabbitMQ's transport URL, also with several hosts, a database's, an image store's
    (
        re2.compile(
            r"(?i)\b((?:rabbit|kombu|amqps?|mysql|mariadb|postgres(?:ql)?|mongodb|rediss?|ldaps?|nats)(?:\+[a-z0-9]+)?://)[^\s'\"<>]*@"
        ),
        r"\1" + _GONE + "@",
    ),
    (re2.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*://[^\s:/@'\"]*):[^\s/'\"]+@"), r"\1:" + _GONE + "@"),
    (
        re2.compile(
            r"(?i)((?:authorization|cookie)\\*[\"']?\s*[:=]\s*"
            + _OPEN
            + r"[\"']?)(?:(?:bearer|basic|digest|token|negotiate)\s+)?[^\"'\\\n]+"
        ),
        r"\1" + _GONE,
    ),
    # QEMU's secret objects
    (re2.compile(r"(\"qom-type\\*\":\s*\\*\"secret\\*\"[^{}]*?\"data\\*\":\s*\\*\")[^\"\\]+"), r"\1" + _GONE),
    # an option whose value is another's argument: iscsiadm --name node.session.auth.password --value SECRET, also as a list
    (re2.compile(r"(?i)(\b" + _TELLING + r"['\"]?,?\s+['\"]?(?:-v|--value)['\"]?[,=]?\s*['\"]?)[^\s'\",]+"), r"\1" + _GONE),
    (re2.compile(r"(?i)(\btokens?\\*[\"']\s*:\s*\{[^{}]*?\bid\\*[\"']\s*:\s*" + _OPEN + r"[\"'])[^\"'\\]+"), r"\1" + _GONE),
    # "name": "value with spaces and \" in it", as JSON and Python print it
    (re2.compile(_NAMED + r"[\"']\s*[:=,]\s*[ub]?\")(?P<value>(?:[^\"\\]|\\.)+)"), _without),
    (re2.compile(_NAMED + r"[\"']\s*[:=,]\s*[ub]?')(?P<value>(?:[^'\\]|\\.)+)"), _without),
    # the same inside a string, where the quotes are escaped
    (re2.compile(_NAMED + r"\\+[\"']\s*[:=,]\s*[ub]?\\+[\"'])(?P<value>(?:[^\"'\\]|\\\\\\.|\\[^\"'])*)"), _without),
    # name="value", name='value': attributes of XML, arguments as Python prints them
    (re2.compile(_NAMED + r"\s*[=:]\s*[ub]?\\*\")(?P<value>[^\"\\]+)"), _without),
    (re2.compile(_NAMED + r"\s*[=:]\s*[ub]?\\*')(?P<value>[^'\\]+)"), _without),
    # name = value, to the end of the line, as configuration files and oslo.config's dumps have it
    (re2.compile(_NAMED + r"(?: +=|= ) *)(?P<value>[^\s\"'\[][^\n]*)"), _without),
    # name=value, name: value, "name": 42
    (re2.compile(_NAMED + r"\\*[\"']?\s*[=:]\s*)(?P<value>[^\s\"'\\,;&)\]}{\[]+)"), _without),
    (re2.compile(_NAMED + r"%(?:25)*3D)(?P<value>[^\s&\"'<>]+)"), _without),
    (re2.compile(r"(?i)(\bcontents\\*[\"']\s*:\s*" + _OPEN + r"[\"'])[^\"'\\]+"), r"\1" + _GONE),
    # --os-password VALUE, -u user:VALUE of curl
    (re2.compile(r"(?i)(--[a-z-]*(?:password|passwd|secret|token|passphrase)\s+['\"]?)[^\s'\"-][^\s'\"]*"), r"\1" + _GONE),
    (re2.compile(r"(\bcurl\b[^\n]*\s(?:-u|--user)\s*['\"]?[^\s:'\"]+:)[^\s'\"]+"), r"\1" + _GONE),
    (re2.compile(r"(?i)(<(?:[a-z]+:)?(?:password|passwd|passphrase|secret|adminpass|user_?data)(?:\s[^>]*)?>)[^<]+"), r"\1" + _GONE),
    # QEMU's secret objects as options, RBD's keys
    (re2.compile(r"(\bsecret,[^\s]*?\bdata=)[^\s,]+"), r"\1" + _GONE),
    (re2.compile(r"(\brbd:[^\s]*?:key=)[^\s:,'\"]+"), r"\1" + _GONE),
    (re2.compile(r"\bAQ[A-Za-z0-9+/]{36,38}=="), _GONE),
    # Keystone's Fernet tokens, JSON web tokens and hashes of passwords, wherever they stand
    (re2.compile(r"\bgAAAA[A-Za-z0-9_-]{40,}(?:={0,2}|(?:%3D){0,2})"), _GONE),
    (re2.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"), _GONE),
    (re2.compile(r"\$(?:1|2[aby]|5|6|y|pbkdf2-[a-z0-9]+|argon2[a-z]*)\$[^\s:\"'<]{8,}"), _GONE),
)


def redact(text: str, known: Iterable[str] = ()) -> str:
    """The text without passwords, tokens, private keys, user data and the credentials inside URLs.

    :param known: secrets that are looked for as they are, whatever stands around them
    """
    for secret in known:
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, _GONE)
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def secrets_of(conn: Any) -> tuple[str, ...]:
    """The secrets that a connection (openstacksdk's) was made with."""
    config = getattr(conn, "config", None)
    given = config.config.get("auth", {}) if config else {}
    return tuple(str(value) for name, value in given.items() if value and re2.search(r"(?i)password|secret|token|passcode", name))
