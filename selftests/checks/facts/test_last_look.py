"""What the last run on the same cloud counted is known to the next."""

import os
from datetime import UTC, datetime
from pathlib import Path

from conformance.checks.facts.last_look import compared, counted
from conformance.checks.facts.store import Facts, counted_before
from conformance.model.cloud_facts import CloudFacts, ControlFacts, ControlService
from conformance.model.facts import HostFacts, ServiceState

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def facts(cloud: str, restarts: int) -> Facts:
    state = ServiceState(service="nova_compute", state="running", running=True, restarts=restarts)
    control = ControlFacts(services=(ControlService(where="c", state=state),))
    return Facts(
        name=cloud,
        hosts=(HostFacts(host="h1", gathered=NOW, seconds=1, services=(state,)),),
        cloud=CloudFacts(gathered=NOW, control=control),
    )


def keep(directory: Path, run: str, content: str, age: int) -> None:
    path = directory / run / "facts.json"
    path.parent.mkdir()
    path.write_text(content)
    os.utime(path, (10_000 - age, 10_000 - age))


def test_the_newest_other_run_on_the_same_cloud_is_the_last_look(tmp_path: Path) -> None:
    for run, cloud, restarts, age in (("a", "one", 1, 30), ("b", "one", 2, 20), ("c", "other", 3, 10), ("now", "one", 4, 0)):
        keep(tmp_path, run, facts(cloud, restarts).model_dump_json(), age)
    (tmp_path / "latest").symlink_to("now")
    keep(tmp_path, "broken", "{", 5)
    assert counted_before(tmp_path / "now", "one") == {("h1", "nova_compute"): 2, ("c", "nova_compute"): 2}
    assert counted_before(tmp_path / "now", "a third") == {}


def test_what_was_not_there_before_is_not_compared() -> None:
    known = facts("one", 5)
    first = known.hosts[0].services
    assert known.cloud is not None
    assert [state.restarts_before for state in compared("h1", first, counted(known.hosts, known.cloud.control))] == [5]
    assert [state.restarts_before for state in compared("h2", first, counted(known.hosts, known.cloud.control))] == [None]
