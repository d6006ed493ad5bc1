"""What a worker refuses is known to the controller before it hands out anything, whatever other workers do meanwhile."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.plugin import collection, xdist
from conformance.plugin.state import FACTS
from conformance.run.run_facts import RunFacts
from selftests.plugin.test_markers import ALLOWS_BOOT, SITE, item


class _Sender:
    """Sends the controller what a worker has collected. As with pytest-xdist, it is registered after the plugins: called before them."""

    def __init__(self, receive: Any) -> None:
        self._receive = receive

    @pytest.hookimpl
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._receive(list(session.items))


@pytest.fixture
def stash(tmp_path: Path) -> dict[Any, Any]:
    return {FACTS: RunFacts(run_id="r", run_dir=tmp_path, target=ALLOWS_BOOT, site=SITE, out_of_reach={})}


def test_a_worker_says_that_it_refuses_before_it_says_what_it_collected(stash: dict[Any, Any]) -> None:
    """The first collection that the controller hears of is the only one, as if all other workers were slow."""
    node = SimpleNamespace(config=SimpleNamespace(stash=stash))
    heard: list[list[pytest.Item]] = []

    def receive(items: list[pytest.Item]) -> None:
        heard.append(items)
        with pytest.raises(pytest.UsageError, match="would also do resize"):
            xdist.pytest_xdist_node_collection_finished(node)

    plugins = pytest.PytestPluginManager()
    plugins.register(collection)
    plugins.register(_Sender(receive))
    session = SimpleNamespace(config=SimpleNamespace(stash=stash, workerinput={"workerid": "gw0"}), items=[item("boot"), item("resize")])
    plugins.hook.pytest_collection_finish(session=session)
    assert heard == [[]]
    assert session.items == []


def test_a_second_worker_that_refuses_does_not_disturb_what_the_first_has_said(stash: dict[Any, Any], tmp_path: Path) -> None:
    for worker in ("gw0", "gw1"):
        config = SimpleNamespace(stash=stash, workerinput={"workerid": worker})
        collection.pytest_collection_finish(SimpleNamespace(config=config, items=[item("resize")]))  # type: ignore[arg-type]
        assert "would also do resize" in (tmp_path / "refused").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["refused"]


def test_without_workers_the_refusal_is_raised(stash: dict[Any, Any]) -> None:
    session = SimpleNamespace(config=SimpleNamespace(stash=stash), items=[item("resize")])
    with pytest.raises(pytest.UsageError, match="would also do resize"):
        collection.pytest_collection_finish(session)  # type: ignore[arg-type]


def test_what_is_allowed_is_left_as_it_is(stash: dict[Any, Any]) -> None:
    session = SimpleNamespace(config=SimpleNamespace(stash=stash, workerinput={"workerid": "gw0"}), items=[item("boot")])
    collection.pytest_collection_finish(session)  # type: ignore[arg-type]
    xdist.pytest_xdist_node_collection_finished(session)
    assert len(session.items) == 1
