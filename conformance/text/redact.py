"""Secrets are taken out of every text before it is stored or shown."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import re2

from conformance.text.blocks import without_private_keys
from conformance.text.names import GONE, NOT_SECRET, TELLING, names_a_secret
from conformance.text.values import without_values

_SHORTEST = 6
"""Characters that a secret has at least which is looked for as it is: a shorter one stands in too many words."""


_SHORT = 250
"""Characters of a text of which what came of it is kept."""


def _credentials(match: Any) -> str:
    """scheme://USER:PASSWORD@, of one host or of several; a user without a password stays, and so do a host and a port."""
    given = str(match["given"])
    port = given.partition(":")[2]
    if ":" not in given or (re2.search(r"^\d{1,5}(?:[\s/,]|$)", port) and " " in port):
        return str(match[0])
    return f"{match['scheme']}{GONE}@"


def _only_user(match: Any) -> str:
    """https://TOKEN@: a user's name is made of letters, a token is not."""
    return str(match[0]) if re2.search(r"^[A-Za-z_-]{1,16}$", match["user"]) else f"{match['scheme']}{GONE}@"


def _cookie(match: Any) -> str:
    """OpenFlow's cookies are numbers."""
    if re2.search(r"^(?:0x)?[0-9a-fA-F]+(?:/(?:0x)?[0-9a-fA-F-]+)?$", match["value"].split(",")[0].strip()):
        return str(match[0])
    return str(match["head"]) + GONE


def _header(match: Any) -> str:
    return str(match[0]) if match["value"].startswith(GONE) else str(match["head"]) + GONE


def _after_option(match: Any) -> str:
    """--os-password VALUE, also as a list of arguments."""
    if not names_a_secret(match["name"].lstrip("-")) or match["value"].startswith(("-", GONE)) or match["value"].lower() in NOT_SECRET:
        return str(match[0])
    return str(match["head"]) + GONE


def _key_material(match: Any) -> str:
    """A Fernet key: 32 bytes in URL-safe base64, and nothing else in the word."""
    word = str(match[0])
    return GONE if len(word) == 44 and word.endswith("=") and not word.endswith("==") and not set(word) & set("+/") else word


def _user_lines(match: Any) -> str:
    return str(match["head"]) + str(re2.sub(r"(?m)^([^\n]*?[a-z_][a-z0-9_-]*:)[^\s:\[][^\s]*[ \t\r]*$", r"\1" + GONE, match["lines"]))


_Replacement = str | Callable[[Any], str]
_Rules = tuple[tuple[Any, _Replacement], ...]

# Order matters: whole documents first, then values that follow a telling name, then values that are telling by their form.
_BEFORE: _Rules = (
    # a cloud-config document: whole lines, and in one line as it stands in a string
    (re2.compile(r"(?m)#cloud-config[^\S\n]*\n(?:[^\n]+(?:\n|\z))*"), "#cloud-config " + GONE + "\n"),
    (re2.compile(r"#cloud-config\\+n[^\"'\n]*"), "#cloud-config " + GONE),
    (
        re2.compile(
            r"(?mi)^([ \t]*(?:- )?(?:user_?-?data|chpasswd|[a-z_.-]*(?:passwords?|secrets?|key))[ \t]*:[ \t]*[|>][-+0-9]*)"
            r"[ \t]*(?:\n[ \t]+[^\n]*)+"
        ),
        r"\1 " + GONE,
    ),
    # lists of USER:PASSWORD for chpasswd, and the passwords that cloud-init made
    (re2.compile(r"(?mi)^([^\n]*\bchpasswd:)[ \t]*(?:\n[ \t]+[^\n]*)+"), r"\1 " + GONE),
    (re2.compile(r"(?i)(\b[a-z_][a-z0-9_-]*:)[^\s|\"'<>:\[][^|\"'<>\n]*?(['\"]?\s*\|\s*(?:sudo\s+)?chpasswd\b)"), r"\1" + GONE + r"\2"),
    (re2.compile(r"(?i)(\bchpasswd\b[^\n]{0,40}<<<?\s*['\"]?[a-z_][a-z0-9_-]*:)[^\s\"'\[]+"), r"\1" + GONE),
    (
        re2.compile(
            r"(?i)(?P<head>Set the following '?random'? passwords?[^\n]*\n)"
            r"(?P<lines>(?:[^\n]*?[a-z_][a-z0-9_-]*:[^\s:\[][^\s]*[ \t\r]*(?:\n|\z))+)"
        ),
        _user_lines,
    ),
    # credentials in scheme://user:PASSWORD@host: RabbitMQ's transport URL, also with several hosts, a database's, an image store's
    (
        re2.compile(
            r"(?i)(?P<scheme>\b(?:rabbit|kombu|amqps?|mysql|mariadb|postgres(?:ql)?|mongodb|rediss?|ldaps?|nats)(?:\+[a-z0-9]+)?://)"
            r"(?P<given>[^\s'\"<>]*|[^\s:/@'\"<>]*:[^\n@/'\"<>]{1,80})@"
        ),
        _credentials,
    ),
    (re2.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*://[^\s:/@'\"]*):[^\s/'\"]+@"), r"\1:" + GONE + "@"),
    (re2.compile(r"(?i)(?P<scheme>\b(?:https?|git)://)(?P<user>[^\s/:@'\"?#]+)@"), _only_user),
    (
        re2.compile(
            r"(?i)(?P<head>\bauthorization\\*[\"']?\s*[:=]\s*[ub]?\\*[\"']?(?:bearer|basic|digest|token|negotiate|aws4-hmac-sha256)\s+)"
            r"(?P<value>[^\"'\\\n]+)"
        ),
        _header,
    ),
    (re2.compile(r"(?i)(?P<head>\bauthorization\\*[\"']\s*[:=]\s*[ub]?\\*[\"'])(?P<value>[^\"'\\\n]+)"), _header),
    (re2.compile(r"(?i)(?P<head>\bcookie\\*[\"']?\s*:\s*[ub]?\\*[\"']?)(?P<value>[^\"'\\\n]+)"), _cookie),
    (re2.compile(r"(?i)(?P<head>\bcookie\\*[\"']?\s*=\s*[ub]?\\*[\"']?)(?P<value>[^\"'\\\s,]+)"), _cookie),
    # QEMU's secret objects
    (re2.compile(r"(\"qom-type\\*\":\s*\\*\"secret\\*\"[^{}]*?\"data\\*\":\s*\\*\")[^\"\\]+"), r"\1" + GONE),
    # an option whose value is another's argument: iscsiadm --name node.session.auth.password --value SECRET, also as a list
    (re2.compile(r"(?i)(\b" + TELLING + r"['\"]?,?\s+['\"]?(?:-v|--value)['\"]?[,=]?\s*['\"]?)[^\s'\",]+"), r"\1" + GONE),
    (re2.compile(r"(?i)(\btokens?\\*[\"']\s*:\s*\{[^{}]*?\bid\\*[\"']\s*:\s*[ub]?\\*[\"'])[^\"'\\]+"), r"\1" + GONE),
    # ('password', 'SECRET'), as Python prints items
    (re2.compile(r"(?i)([(\[]\s*[ub]?[\"']" + TELLING + r"[\"'],\s*[ub]?\")(?:[^\"\\\n]|\\.)+"), r"\1" + GONE),
    (re2.compile(r"(?i)([(\[]\s*[ub]?[\"']" + TELLING + r"[\"'],\s*[ub]?')(?:[^'\\\n]|\\.)+"), r"\1" + GONE),
)

_AFTER: _Rules = (
    (re2.compile(r"(?i)(\bcontents\\*[\"']\s*:\s*[ub]?\\*[\"'])[^\"'\\]+"), r"\1" + GONE),
    # Barbican's secrets, Docker's credentials of registries
    (re2.compile(r"(?i)(\"(?:payload|auth)\":\s*\")(?:[^\"\\\n]|\\.){8,}"), r"\1" + GONE),
    (re2.compile(r"(?i)('(?:payload|auth)':\s*[ub]?')(?:[^'\\\n]|\\.){8,}"), r"\1" + GONE),
    (re2.compile(r"(?i)(\\+\"(?:payload|auth)\\+\":\s*\\+\")[^\"\\]{8,}"), r"\1" + GONE),
    # --os-password VALUE; -u user:VALUE of curl; -pVALUE of mysql and sshpass
    (
        re2.compile(
            r"(?i)(?P<head>(?P<name>--[a-z0-9-]*(?:password|passwd|secret|token|passphrase|pin|api-key))(?:['\"],\s*|\s+)['\"])(?P<value>[^'\"\n]+)"
        ),
        _after_option,
    ),
    (
        re2.compile(
            r"(?i)(?P<head>(?P<name>--[a-z0-9-]*(?:password|passwd|secret|token|passphrase|pin|api-key))[ \t]+)(?P<value>[^\s'\"]+)"
        ),
        _after_option,
    ),
    (re2.compile(r"(\bcurl\b[^\n]*\s(?:-u|--user)\s*['\"]?[^\s:'\"]+:)[^\s'\"]+"), r"\1" + GONE),
    (re2.compile(r"(\b(?:mysql|mysqldump|mysqladmin|mariadb|sshpass)\s(?:[^\n|;]*\s)?-p)[^\s'\"-][^\s'\"]*"), r"\1" + GONE),
    (re2.compile(r"(\bsshpass\s(?:[^\n|;]*\s)?-p\s*['\"]?)[^\s'\"-][^\s'\"]*"), r"\1" + GONE),
    (re2.compile(r"(\bSSHPASS=['\"]?)[^\s'\"]+"), r"\1" + GONE),
    (re2.compile(r"(--proxy-auth[= ]['\"]?[^\s:'\"]+:)[^\s'\"]+"), r"\1" + GONE),
    (
        re2.compile(r"(?i)(\bsecret-set-value\s+(?:--secret\s+)?['\"]?[^\s'\"]+['\"]?\s+(?:--base64\s+)?['\"]?)[^\s'\"-][^\s'\"]*"),
        r"\1" + GONE,
    ),
    (re2.compile(r"(?i)(<(?:[a-z]+:)?(?:password|passwd|passphrase|secret|adminpass|user_?data)(?:\s[^>]*)?>)[^<]+"), r"\1" + GONE),
    # QEMU's secret objects as options, RBD's keys
    (re2.compile(r"(\bsecret,[^\s]*?\bdata=)[^\s,]+"), r"\1" + GONE),
    (re2.compile(r"(\brbd:[^\s]*?:key=)[^\s:,'\"]+"), r"\1" + GONE),
    # the console proxy names the token that it refuses
    (re2.compile(r"(?i)(\btoken\s+\\*')[^'\s\\]{6,}"), r"\1" + GONE),
    (re2.compile(r"(?i)(\btoken\s+\\*\")[^\"\s\\]{6,}"), r"\1" + GONE),
    (re2.compile(r"\bAQ[A-Za-z0-9+/]{36,38}=="), GONE),
    # Keystone's Fernet tokens, JSON web tokens and hashes of passwords, wherever they stand; tokens of GitLab and Vault, NVMe's keys
    (re2.compile(r"\bgAAAA[A-Za-z0-9_-]{40,}(?:={0,2}|(?:%3D){0,2})"), GONE),
    (re2.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"), GONE),
    (re2.compile(r"\$(?:1|2[aby]|5|6|y|pbkdf2-[a-z0-9]+|argon2[a-z]*)\$[^\s:\"'<]{8,}"), GONE),
    (re2.compile(r"\b(?:glpat|glptt|gldt|ghp|gho|ghs|github_pat)[-_][A-Za-z0-9_.-]{10,}"), GONE),
    (re2.compile(r"\bhv[sbr]\.[A-Za-z0-9_-]{10,}"), GONE),
    (re2.compile(r"\bDHHC-1:\d\d:[A-Za-z0-9+/=]{8,}:?"), GONE),
)


def _any_of(rules: _Rules) -> Any:
    """What is found in each text that one of the patterns is found in.

    One expression, and no re2.Set: that tells of no match where its memory is not enough.
    """
    flags = re.compile(r"\(\?([a-z]+)\)")
    patterns = []
    for pattern, _ in rules:
        given = flags.match(pattern.pattern)
        plain = pattern.pattern[given.end() :] if given else pattern.pattern
        patterns.append(f"(?{given[1] if given else ''}:{plain})")
    # names may be given once only
    return re2.compile(re.sub(r"\(\?P<[a-z]+>", "(?:", "|".join(patterns)))


_ANY_BEFORE, _ANY_AFTER = _any_of(_BEFORE), _any_of(_AFTER)

_KEY_MATERIAL = re2.compile(r"[A-Za-z0-9_+/-]+={0,2}")

_MAY_HOLD_KEY_MATERIAL = re2.compile(r"[A-Za-z0-9_-]{43}=")


def redact(text: str, known: Iterable[str] = ()) -> str:
    """The text without passwords, tokens, private keys, user data and the credentials inside URLs. Its time is linear.

    :param known: secrets that are looked for as they are, whatever stands around them
    """
    for secret in known:
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, GONE)
    return _redacted_before(text) if len(text) <= _SHORT else _redacted(text)


def _redacted(text: str) -> str:
    text = _applied(_BEFORE, _ANY_BEFORE, without_private_keys(text))
    text = _applied(_AFTER, _ANY_AFTER, without_values(text))
    return _KEY_MATERIAL.sub(_key_material, text) if _MAY_HOLD_KEY_MATERIAL.search(text) else text


_redacted_before = lru_cache(maxsize=4096)(_redacted)
"""The same, for texts that come again and again: names, states, versions, messages. It holds 2 MiB at most."""


def _applied(rules: _Rules, any_of_them: Any, text: str) -> str:
    """The text after all rules. Most texts hold nothing for any of them, which one search tells."""
    if not any_of_them.search(text):
        return text
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return text
