"""Production clouds: a run does only what their profile allows, or does not begin."""

from collections.abc import Iterable
from typing import Any

import pytest

from conformance.model.errors import UsageProblem
from conformance.plugin.facts import RunFacts, facts_of
from conformance.plugin.markers import only_looks, operations_of
from conformance.run.skips import why_no_resize, why_too_full
from conformance.site.target import Target

_REFUSED = "refused"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what could touch hosts that are to be left alone, or that are too full to be disturbed."""
    facts = facts_of(config)
    if facts is None:
        return
    no_resize = why_no_resize(facts.site)
    for item in items:
        if only_looks(item):
            continue
        why = why_too_full(facts.without_room, *_hosts(item, facts)) or (no_resize if item.get_closest_marker("resize") else None)
        if why:
            item.add_marker(pytest.mark.skip(reason=why))


def _hosts(item: pytest.Item, facts: RunFacts) -> tuple[str, ...]:
    params = getattr(getattr(item, "callspec", None), "params", {})
    if params.get("host_pair"):
        pair = facts.site.pair(params["host_pair"])
        return pair.source, pair.destination
    return (params["compute_host"],) if params.get("compute_host") else ()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """What is selected is known now, and nothing was created yet.

    In a worker this comes before pytest-xdist sends the controller what was collected (tryfirst): what is refused is on the disk by then,
    so that the controller, which acts on the first collection, knows of it whatever other workers do; and this worker has nothing to run.

    :raises pytest.UsageError: it is more than a production profile allows. With workers, the controller raises it: see below.
    """
    facts = facts_of(session.config)
    if facts is None or not facts.run_id:
        return
    try:
        refuse(facts.target, session.items)
    except UsageProblem as problem:
        if not hasattr(session.config, "workerinput"):
            raise pytest.UsageError(str(problem)) from problem
        session.items.clear()
        _keep_refusal(facts, str(problem), session.config.workerinput["workerid"])


def _keep_refusal(facts: RunFacts, text: str, worker: str) -> None:
    # every worker writes the same; a rename, so that the controller never reads half of it
    new = facts.run_dir / f".{_REFUSED}-{worker}"
    new.write_text(text, encoding="utf-8")
    new.replace(facts.run_dir / _REFUSED)


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_xdist_node_collection_finished(node: Any) -> None:
    """Only workers collect; no test begins before all of them have. :raises pytest.UsageError: a worker was refused"""
    facts: RunFacts | None = facts_of(node.config)
    if facts is not None and (facts.run_dir / _REFUSED).exists():
        raise pytest.UsageError((facts.run_dir / _REFUSED).read_text(encoding="utf-8"))


def refuse(target: Target, items: Iterable[pytest.Item]) -> None:
    """See that a run does nothing that is not allowed: every operation that a test is marked with must be. What only looks always is.

    :raises UsageProblem: it would
    """
    production = target.profile.production
    if production is None:
        return
    would = {what for item in items if not item.get_closest_marker("skip") for what in _what(item)}
    if wrong := sorted(would - set(production.allow)):
        allowed = ", ".join(production.allow) or "nothing but what looks"
        raise UsageProblem(
            f"profile {target.profile_name} is marked production and allows {allowed}: this run would also do {', '.join(wrong)}. "
            "Select less with -m, give --no-disruption, or have production.allow name it"
        )


def _what(item: pytest.Item) -> tuple[str, ...]:
    """All operations that a test is marked with. One that has none, and does not say that it only looks, could do anything."""
    if only_looks(item):
        return ()
    return operations_of(item) or (f"{item.name} (without a marker of what it does)",)
