"""What a test is about: its claim, its kind of operation, and its host or pair of hosts."""

import inspect

import pytest

from conformance.checks.invariants import find
from conformance.model.hosts import HostPair
from conformance.model.operation import SPECS
from conformance.model.site import Site
from conformance.report.records import Note


def subject_of(item: pytest.Item, site: Site) -> Note:
    """The note of a test of which nothing is known but what it is about.

    Its markers and parameters tell: a marker named like an operation, and the parameters host_pair, compute_host and invariant.
    Of several operations, the last one is its kind, as it is where tests are put in order.
    """
    params = getattr(getattr(item, "callspec", None), "params", {})
    pair = params.get("host_pair")
    invariant = find(params["invariant"]) if "invariant" in params else None
    return Note(
        claim=invariant.claim if invariant else _claim(item),
        invariant=invariant.id if invariant else None,
        leads_to=invariant.about.cause if invariant else None,
        kind=next((kind for kind in reversed(tuple(SPECS)) if item.get_closest_marker(kind.marker)), None),
        pair=_pair(str(pair), site) if pair else None,
        host=params.get("compute_host"),
    )


def _claim(item: pytest.Item) -> str:
    doc = inspect.getdoc(getattr(item, "function", None)) if hasattr(item, "function") else None
    return doc.splitlines()[0] if doc else item.name


def _pair(pair_id: str, site: Site) -> HostPair | None:
    try:
        return site.pair(pair_id)
    except KeyError:
        return None
