"""Values that follow a name of a secret: where they end, in each of the syntaxes that logs and answers hold."""

import re
from typing import Any

import re2

from conformance.text.names import GONE, NOT_SECRET, TELLING, names_a_secret

_HEAD = re2.compile(r"(?i)(?P<name>" + TELLING + r")(?P<close>\\*[\"'])?(?P<separator>[ \t]*(?:\+=|:=|[=:])[ \t]*|%(?:25)*3D)")
# What is looked for at one place only is a matter of `re`: re2 goes over the whole text, each time. None of these can go back over much.
_QUOTE = re.compile(r"[ubrUBR]?(\\*)([\"'])")
_QUOTE_OR_LINE_END = re.compile(r"[\"'\n]")
_END_IN_STRING = re.compile(r"[\"'\n]|\\[nr]")
_WORD = re.compile(r"[^\s\"'<>]+")
_URL_VALUE = re.compile(r"[^\s&\"'<>%]+")
_NEXT_FIELD = re2.compile(r"[,;&](?:[\w.-]+[=:]|$)|\\n(?:20\d\d-|[A-Z]{4,})")
_UUID = re2.compile(r"(?i)^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_LONGEST_LIST = 4000
"""Characters in which a list of secrets, with its brackets, ends."""

_SENTENCE = 100
"""Characters in which a value is told from the beginning of a sentence."""

_BEFORE_AN_OPTION = frozenset({"", "export", "declare -x", "set", "Environment="})
"""What stands before an option that begins its line."""

_LOG_PREFIX = re2.compile(r"^(?:\[ *\d|\d{4}-\d\d|[A-Z][a-z]{2} [ \d]\d )[^\n]*\s")
_ENDS_AS_PROMPT = re2.compile(r"(?i)(?:password|passwd|passphrase)$")

_PROSE = re2.compile(
    r"(?i)^(?:a|an|and|are|authentication|authorization|bad|can|cannot|could|denied|does|error|expected|expired|failed|failure|forbidden"
    r"|found|give|has|in|invalid|is|missing|must|no|not|of|or|permission|request|required|should|signature|the|this|too|unable"
    r"|unauthorized|unexpected|unknown|verification|was|wrong) [a-z(]|^[a-z]+Error\b|^no such "
)
"""How sentences begin that say something about a secret: `Unable to validate token: Failed to fetch ...`."""


def without_values(text: str) -> str:
    """The text without the values of names that name a secret. Its time is linear."""
    parts: list[str] = []
    done, line_end = 0, -1
    for match in _HEAD.finditer(text):
        if match.start() < done:
            continue
        if line_end < match.end():
            line_end = _line_end(text, match.end())
        start, end = _value(text, match, line_end)
        if end > start:
            parts += [text[done:start], GONE]
            done = end
        elif start > match.end():
            parts.append(text[done:start])
            done = start
    parts.append(text[done:])
    return "".join(parts)


def _line_end(text: str, start: int) -> int:
    found = text.find("\n", start)
    return len(text) if found < 0 else found


def _value(text: str, match: Any, line_end: int) -> tuple[int, int]:
    """Where the secret begins and ends; both the same where there is none."""
    name, separator = str(match["name"]), str(match["separator"])
    begin, start = int(match.start()), int(match.end())
    none = (start, start)
    if not names_a_secret(name) or text.startswith(GONE, start) or text.endswith("/etc/", max(0, begin - 5), begin):
        return none
    if text.endswith("/", max(0, begin - 1), begin) and ":" in separator and not match["close"]:
        # the end of a path: POST /v3/auth/tokens: Connection refused
        return none
    if "%" in separator:
        found = _URL_VALUE.match(text, start)
        return (start, found.end()) if found else none
    quote = _QUOTE.match(text, start)
    if quote:
        start = quote.end()
        end = _end_of_quoted(text, start, len(quote[1]), quote[2])
        return (start, end) if _is_secret(name, text[start:end]) else (start, start)
    if start == line_end:
        return _on_next_lines(text, name, start, separator)
    if text[start] == "{":
        return none
    if text.startswith(GONE, start + 1):
        return none
    if text[start] in "[(" and (end := _end_of_list(text, start)):
        return (start + 1, end) if text[start + 1 : end].strip() else none
    end = _end_of_bare(text, match, line_end)
    return (start, end) if _is_secret(name, text[start:end]) else none


def _end_of_list(text: str, start: int) -> int:
    """Where a list that begins there is closed; 0 where it is none, but a password with a bracket in it."""
    closing = "]" if text[start] == "[" else ")"
    end = text.find(closing, start, start + _LONGEST_LIST)
    if end < 0 or text[end + 1 : end + 2].strip(" \t\n,;})]\"'\\"):
        return 0
    return end


def _is_secret(name: str, value: str) -> bool:
    plain = value.strip().lower()
    if not plain or plain in NOT_SECRET or value.startswith(GONE) or _PROSE.search(value):
        return False
    if name.lower() in {"pwd", "oldpwd"} and value.startswith("/"):
        # where a program runs, as sudo logs it
        return False
    # nova-consoleauth and its successors log which console was asked for, and whether that was let in
    return not (name.lower() == "token" and bool(_UUID.search(value)) and value.rstrip().endswith((", False", ", True")))


def _end_of_quoted(text: str, start: int, depth: int, quote: str) -> int:
    """Where a quoted value ends: at its quote, escaped as often as the one that began it, or with its line.

    :param depth: the backslashes before the quote that began it: 0; in JSON within JSON 1, 3, 7
    """
    for found in _QUOTE_OR_LINE_END.finditer(text, start):
        end = found.start()
        if found[0] == "\n":
            return end
        if found[0] == quote:
            backslashes = _backslashes_before(text, start, end)
            if backslashes % (2 * (depth + 1)) == depth or backslashes < depth:
                return end - min(depth, backslashes)
    return len(text)


def _end_in_string(text: str, start: int, depth: int, quote: str | None) -> int:
    """Where a value ends that has no quotes of its own, but stands in a string: with its line in that string, or with the string.

    :param quote: the string's; None where it is not known
    """
    for found in _END_IN_STRING.finditer(text, start):
        end, kind = found.start(), found[0]
        if kind == "\n":
            return end
        if kind in ("\\n", "\\r"):
            backslashes = _backslashes_before(text, start, end + 1)
            if backslashes % (2 * (depth + 1)) == depth + 1:
                return end + 1 - backslashes
        elif quote in (kind, None):
            backslashes = _backslashes_before(text, start, end)
            if quote is None or backslashes % (2 * (depth + 1)) == depth or backslashes < depth:
                return end - backslashes if quote is None else end - min(depth, backslashes)
    return len(text)


def _backslashes_before(text: str, start: int, end: int) -> int:
    first = end
    while first > start and text[first - 1] == "\\":
        first -= 1
    return end - first


def _end_of_bare(text: str, match: Any, line_end: int) -> int:
    """Where a value without quotes ends: with its line, with the string that it stands in, or as a word."""
    begin, start = int(match.start()), int(match.end())
    separator, in_quotes = str(match["separator"]), bool(match["close"])
    before = text[max(0, begin - _SENTENCE) : begin].rpartition("\n")[2]
    sentence = text[start : min(line_end, start + _SENTENCE)]
    if not in_quotes and before.endswith(('"', "'")):
        depth = len(before[:-1]) - len(before[:-1].rstrip("\\"))
        return _end_in_string(text, start, depth, before[-1])
    if not in_quotes and before.endswith("\\") and match["name"][0] in "nr":
        return _end_in_string(text, start, len(before) - len(before.rstrip("\\")) - 1, None)
    if _UUID.search(sentence) and sentence.endswith((", False", ", True")):
        return start + len(sentence)
    begins_line = len(before) < _SENTENCE and before.strip(" \t-") in _BEFORE_AN_OPTION
    is_option = "=" in separator and (separator[0] in " \t+" or separator == "= ")
    if not in_quotes and (begins_line or is_option):
        return start + len(text[start:line_end].rstrip())
    if _PROSE.search(sentence):
        return start + len(sentence)
    word = _WORD.match(text, start)
    value = str(word[0]) if word else ""
    if cut := _NEXT_FIELD.search(value):
        value = value[: cut.start()]
    return start + len(value.rstrip(",;.:)]}\\"))


def _on_next_lines(text: str, name: str, start: int, separator: str) -> tuple[int, int]:
    """A value on the lines after its key: YAML's lists and scalars, which are indented; or the answer to a prompt, in a log."""
    none = (start, start)
    content = start + 1
    line = text[content : _line_end(text, content)]
    value = line.lstrip(" \t")
    if ":" not in separator or not value or value.startswith(GONE):
        return none
    key_line = text[text.rfind("\n", 0, start) + 1 : start]
    indent, own = len(key_line) - len(key_line.lstrip(" \t-")), len(line) - len(value)
    is_item = value.startswith("- ")
    if own > indent or (is_item and own >= indent):
        if not is_item and ": " in value:
            return none
        return content + own, _end_of_indented(text, content + len(line), own, items=is_item)
    prefix = _LOG_PREFIX.search(line)
    if prefix and _ENDS_AS_PROMPT.search(name) and not line.endswith(GONE):
        return content + int(prefix.end()), content + len(line)
    return none


def _end_of_indented(text: str, end: int, indent: int, *, items: bool) -> int:
    """Where the lines end that belong to a value, of which the first ends at end."""
    while end < len(text):
        next_end = _line_end(text, end + 1)
        line = text[end + 1 : next_end]
        value = line.lstrip(" \t")
        if len(line) - len(value) < indent or not value or (items and not value.startswith("- ")) or (not items and ":" in value):
            break
        end = next_end
    return end
