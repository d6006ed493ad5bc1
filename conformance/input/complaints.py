"""Validation errors in words a person can act on at once."""

import difflib
from collections.abc import Iterable
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from conformance.input.yaml_file import Key

_MOST_NAMED = 12

_MOST_ALLOWED = 16
"""Keys that are named as allowed where another one stands; docs/profiles.md has all."""

_LONGEST_NAME, _MOST_COMPARED = 100, 1000
"""Characters of a name, and names, that are compared with a word that is not known."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` - did you mean 'x'?`, or nothing where no known word is near."""
    # what takes time with the length of both: no name that is meant is longer
    near = difflib.get_close_matches(word[:_LONGEST_NAME], [name for name in known if len(name) <= _LONGEST_NAME][:_MOST_COMPARED], n=1)
    return f" - did you mean {near[0]!r}?" if near else ""


def some(names: Iterable[str], most: int = _MOST_NAMED) -> str:
    """The names; where there are more than most, so many of them, and how many more there are."""
    known = list(names)
    more = f" and {len(known) - most} more" if len(known) > most else ""
    return ", ".join(known[:most]) + more


def deepest(errors: Iterable[ErrorDetails]) -> list[ErrorDetails]:
    """The errors without those that only follow from others: a list is empty where none of its items could be taken."""
    found = list(errors)
    around = {error["loc"][:length] for error in found for length in range(len(error["loc"]))}
    return [error for error in found if error["loc"] not in around]


def complaint(error: ErrorDetails, model: type[BaseModel]) -> tuple[Key, str]:
    """The key at fault, and what is wrong with it and what is allowed."""
    key = tuple(part for part in error["loc"] if part != "[key]")
    kind, context = error["type"], error.get("ctx", {})
    last = str(key[-1]) if key else ""
    if kind == "extra_forbidden":
        allowed = _keys_allowed(model, key[:-1])
        return key, f"unknown key{did_you_mean(last, allowed)} (allowed: {some(allowed, _MOST_ALLOWED)})"
    if error["loc"] and error["loc"][-1] == "[key]":
        allowed = _keys_allowed(model, key[:-1])
        return key, f"unknown name{did_you_mean(last, allowed)} (allowed: {', '.join(allowed)})"
    if kind == "missing":
        return key, "is missing, and has no default"
    if kind == "enum":
        expected = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        return key, f"must be one of {expected}, not {_shown(error['input'])}{did_you_mean(str(error['input']), expected.split(', '))}"
    if kind == "value_error":
        return key, str(context["error"])
    wanted = _WANTED.get(kind, "").format(**context) or error["msg"].removeprefix("Input should be ")
    return key, f"must be {wanted}, not {_shown(error['input'])}"


_WANTED = {
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "string_type": "text",
    "tuple_type": "a list",
    "dict_type": "a mapping of `key: value`",
    "model_type": "a mapping of `key: value`",
    "greater_than": "greater than {gt}",
    "greater_than_equal": "at least {ge}",
    "string_too_short": "text that is not empty",
    "string_too_long": "text of at most {max_length:,} characters",
    "date_type": "a date such as 2026-11-30",
    "date_parsing": "a date such as 2026-11-30",
    "date_from_datetime_parsing": "a date such as 2026-11-30",
    "date_from_datetime_inexact": "a date such as 2026-11-30",
    "too_short": "a list that is not empty",
    "too_long": "a list of at most {max_length:,}",
}


def _shown(value: object) -> str:
    text = {True: "true", False: "false", None: "null"}.get(value) if value is None or isinstance(value, bool) else repr(value)
    return text if text is not None and len(text) <= 60 else f"{str(text)[:60]}..."


def _keys_allowed(model: type[BaseModel], key: Key) -> list[str]:
    """The keys allowed in the mapping that the key leads to."""
    annotation: Any = model
    for part in key:
        annotation = _inner(annotation)
        if get_origin(annotation) is dict:
            annotation = get_args(annotation)[1]
        elif get_origin(annotation) is tuple:
            annotation = get_args(annotation)[0]
        elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
            annotation = annotation.model_fields[str(part)].annotation
    annotation = _inner(annotation)
    if get_origin(annotation) is dict:
        names: Any = get_args(annotation)[0]
        return [str(name.value) for name in names]
    return list(annotation.model_fields)


def _inner(annotation: Any) -> Any:
    """The model in `Model | None`."""
    if get_origin(annotation) in {Union, UnionType}:
        return next(part for part in get_args(annotation) if part is not type(None))
    return annotation
