"""--plan: what would be run, in order, and what it would cost. Nothing is created, changed or written."""

from itertools import groupby

import pytest

from conformance.plugin.choosing import WORKERS, workers_of
from conformance.plugin.facts import RunFacts, facts_of
from conformance.plugin.order import LANE
from conformance.report.earlier import Earlier, earlier_runs
from conformance.report.plan_lines import Lane, plan_lines
from conformance.report.subject import subject_of
from conformance.run.plan.cost import Deed
from conformance.text.writing import for_terminal


def run_nothing(config: pytest.Config) -> None:
    """Collect in this process, and remember how many others would have run tests."""
    config.stash[WORKERS] = workers_of(config)
    if hasattr(config.option, "dist"):
        config.option.dist, config.option.tx = "no", []


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Instead of running the tests, say what they are."""
    config = session.config
    facts = facts_of(config)
    if facts is None or not config.getoption("plan") or session.testsfailed:
        return None
    earlier = Earlier(earlier_runs(config.getoption("reports"), facts.site.cloud))
    writer = config.get_terminal_writer()
    writer.line()
    for line in plan_lines(_lanes(session.items, facts), facts.workers // (facts.shard.of if facts.shard else 1), earlier):
        writer.line(for_terminal(line))
    return True


def _lanes(items: list[pytest.Item], facts: RunFacts) -> list[Lane]:
    return [
        Lane(name=name, deeds=tuple(_deed(item, facts) for item in of_lane))
        for name, of_lane in groupby((item for item in items if not _skipped(item)), lambda item: item.stash[LANE])
    ]


def _skipped(item: pytest.Item) -> bool:
    return item.get_closest_marker("skip") is not None


def _deed(item: pytest.Item, facts: RunFacts) -> Deed:
    about = subject_of(item, facts.site)
    return Deed(id=item.nodeid, kind=about.kind, host=about.host, pair=about.pair)
