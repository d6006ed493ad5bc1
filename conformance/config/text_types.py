"""Texts of profiles that are more than any text: paths, and patterns of names."""

from typing import Annotated

from pydantic import AfterValidator

from conformance.input.names import is_path, shown

_NAME = "{name}"


def _path(text: str) -> str:
    if not is_path(text):
        raise ValueError(f"must be an absolute path, not {shown(text)}")
    return text


def _unit_pattern(text: str) -> str:
    if text.count("{") != 1 or text.count("}") != 1 or _NAME not in text:
        raise ValueError(f"must have {_NAME} once, for the name of the container, as in kolla-{_NAME}-container.service; not {shown(text)}")
    return text


def unit_of(pattern: str, container: str) -> str:
    """The unit that starts a container, by the pattern of such units' names."""
    return pattern.replace(_NAME, container)


AbsolutePath = Annotated[str, AfterValidator(_path)]
UnitPattern = Annotated[str, AfterValidator(_unit_pattern)]
