"""Lists that an API gives in several answers."""

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.cloud.nova import call

_ANSWERS = 1000
"""Answers that are read of one list: an API that gives the same one again and again would never come to an end."""

_ALL: Mapping[str, str | list[str]] = {}


def listed_in_pages(service: Any, path: str, what: str, query: Mapping[str, str | list[str]] = _ALL, **request: Any) -> Iterator[Any]:
    """The entries of a list of Nova or Neutron: each answer has as many as the service gives at once, and says if there are more.

    :param what: the list's key in the answers
    :raises: as conformance.cloud.nova.call; ValueError: it has no end
    """
    marker: dict[str, str] = {}
    for _ in range(_ANSWERS):
        answer = call(service, "GET", path, params={**query, **marker}, **request).json()
        page = answer[what]
        yield from page
        if not page or not any(link.get("rel") == "next" for link in answer.get(f"{what}_links") or ()):
            return
        marker = {"marker": str(page[-1]["id"])}
    raise ValueError(f"the list of {what} has no end: {_ANSWERS} answers were read")
