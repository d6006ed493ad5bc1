"""The last step of every text on its way out of the suite: to a file, or to a terminal."""

import json
from typing import Any

from conformance.text.names import GONE, NOT_SECRET, names_a_secret
from conformance.text.redact import redact

_CONTROL = {
    **{number: f"\\x{number:02x}" for number in (*range(0x20), *range(0x7F, 0xA0)) if chr(number) not in "\n\t"},
    **{number: f"\\u{number:04x}" for number in (0x061C, 0x200E, 0x200F, 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))},
}
"""Characters that a terminal acts on, or that change the order in which a line is read, and what is shown in their place."""


def valid(text: str) -> str:
    r"""The text as valid Unicode: a lone surrogate, which UTF-8 cannot hold, becomes `\udc80`."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def printable(text: str) -> str:
    r"""The text with control characters but line feed and tab as `\x1b`, and those that change the direction of writing as `\u202e`."""
    return valid(text).translate(_CONTROL)


def for_disk(text: str) -> str:
    """The text as it may be written to a file: valid Unicode, and without secrets."""
    return redact(valid(text))


def for_terminal(text: str) -> str:
    """The text as it may be printed: without secrets and control characters. What has been through this stays as it is."""
    return printable(redact(valid(text)))


def valid_document(content: Any) -> Any:
    """A document (dictionaries, lists, texts, numbers, as JSON has them) with each text in it as valid Unicode; nothing is redacted."""
    if isinstance(content, str):
        return valid(content)
    if isinstance(content, dict):
        return {valid_document(key): valid_document(value) for key, value in content.items()}
    return [valid_document(item) for item in content] if isinstance(content, list | tuple) else content


def document(content: Any) -> Any:
    """A document (dictionaries, lists, texts, numbers, as JSON has them) with each text in it as it may be written to a file."""
    if isinstance(content, str):
        return for_disk(content)
    if isinstance(content, dict):
        return {_text(key): _of_key(key, value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [document(item) for item in content]
    return content


def json_text(content: Any, indent: int | None = None) -> str:
    """The JSON of such a document, on one line unless it is to be indented."""
    return json.dumps(document(content), indent=indent, ensure_ascii=False)


def _text(key: Any) -> Any:
    return for_disk(key) if isinstance(key, str) else key


def _of_key(key: Any, value: Any) -> Any:
    if isinstance(key, str) and isinstance(value, str) and value and names_a_secret(key) and value.lower() not in NOT_SECRET:
        return GONE
    return document(value)
