"""Reading answers that may be made otherwise than their reader knows them: of another release, damaged, or made to do harm."""

import json
from math import isfinite
from typing import Any, NoReturn

NOT_UNDERSTOOD = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, SyntaxError)
"""What reading such an answer raises: missing keys, other types, numbers that are none, deep nesting (RecursionError), XML that is none
(SyntaxError). pydantic's ValidationError and JSON's errors are ValueErrors."""

_MOST_WORDS = 200
"""Characters of an error that are shown: some errors hold all of what was read."""


def oddity(error: BaseException) -> str:
    """The error in a few words, in one line: its type, and the beginning of what it says."""
    said = " ".join(str(error)[: 4 * _MOST_WORDS].split())
    shown = said if len(said) <= _MOST_WORDS else f"{said[:_MOST_WORDS]}..."
    return valid_text(f"{type(error).__name__}: {shown}" if shown else type(error).__name__)


def valid_text(text: str) -> str:
    """The text with `?` for each lone surrogate, which no file and no report can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def parsed_json(text: str) -> Any:
    """The document of a JSON text from outside. Its texts are valid Unicode, and its numbers finite.

    :raises ValueError: it is no JSON, or nested too deeply, or has a number that is not finite
    """
    try:
        document = json.loads(text, parse_constant=_not_finite, parse_float=finite)
        return json.loads(valid_text(json.dumps(document, ensure_ascii=False))) if may_hold_surrogates(text) else document
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def may_hold_surrogates(text: str) -> bool:
    r"""Whether a JSON text may have an escape (\ud800) of one."""
    return "\\ud" in text or "\\uD" in text


def finite(text: str) -> float:
    """The number. :raises ValueError: it is none, or not finite (inf, nan, 1e999)"""
    number = float(text)
    if not isfinite(number):
        _not_finite(text)
    return number


def _not_finite(text: str) -> NoReturn:
    raise ValueError(f"{text[:_MOST_WORDS]} is not a finite number")
