"""An API that stumbles fails no operation, and nothing is asked for twice that was heard once."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest

from conformance.cloud.wait import Pace
from conformance.instances.context import RunContext
from conformance.model.operation import OperationKind, Outcome
from conformance.operations.boot import boot
from conformance.operations.cold_migration import cold_migrate
from conformance.operations.hard_reboot import hard_reboot
from conformance.operations.live_migration import live_migrate
from conformance.operations.perform import OperationFailed
from conformance.operations.resize import resize
from conformance.operations.settle import confirm, revert
from conformance.run_dir.api_troubles import ApiTroubles
from conformance.run_dir.durations import Durations
from selftests.fixtures.run import QUICK
from selftests.stand_ins.fake_cloud import Disturbance, FakeCloud


@pytest.fixture
def run(run: RunContext) -> RunContext:
    """In no doubt for long."""
    return replace(run, pace=replace(QUICK, doubt=0.1))


def disturbing(trouble: Disturbance, method: str, path: str, times: int = 1) -> Callable[[str, str], Disturbance | None]:
    """The first so many requests of that method, whose path has that end, are disturbed."""
    left = [trouble] * times

    def disturb(asked: str, where: str) -> Disturbance | None:
        return left.pop() if left and asked == method and re.search(f"{path}$", where) else None

    return disturb


def _asked(cloud: FakeCloud, action: str) -> int:
    return sum(action in body for _, body in cloud.bodies)


@pytest.mark.parametrize("status", [429, 502, 503, 504, 0])
def test_reading_is_repeated_and_counted(cloud: FakeCloud, run: RunContext, status: int) -> None:
    server = boot(run, "a")
    cloud.disturb = disturbing(Disturbance(status), "GET", f"/servers/{server.id}")
    assert run.nova.server(server.id).status == "ACTIVE"
    assert run.troubles.all().retries == {f"GET {status or 'reset'}": 1}


def test_reading_waits_as_long_as_the_server_asks_for(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    cloud.disturb = disturbing(Disturbance(503, retry_after=1), "GET", f"/servers/{server.id}")
    began = time.monotonic()
    run.nova.server(server.id)
    assert 1 <= time.monotonic() - began < 60
    assert run.troubles.all().seconds >= 1


def test_a_500_is_not_repeated_blindly_by_the_connection(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    cloud.disturb = disturbing(Disturbance(500), "GET", f"/servers/{server.id}")
    assert run.read_with_retry("server", lambda: run.nova.server(server.id)).status == "ACTIVE"
    assert run.troubles.all() == ApiTroubles()


@pytest.mark.parametrize("status", [500, 502, 503, 504, 0])
@pytest.mark.parametrize("heard", [True, False])
def test_a_boot_is_asked_for_again_only_if_no_server_came_of_it(cloud: FakeCloud, run: RunContext, status: int, heard: bool) -> None:
    cloud.disturb = disturbing(Disturbance(status, heard=heard), "POST", "/servers")
    server = boot(run, "a")
    assert list(cloud.servers) == [server.id]
    assert run.troubles.all().asked_again == ({} if heard else {f"POST {status or 'reset'}": 1})


_ACTIONS: dict[str, Callable[[RunContext, str], object]] = {
    "reboot": lambda run, host: hard_reboot(run, boot(run, host)),
    "os-migrateLive": lambda run, host: live_migrate(run, boot(run, host), "b"),
    "migrate": lambda run, host: cold_migrate(run, boot(run, host), "b"),
    "resize": lambda run, host: resize(run, boot(run, host)),
}


@pytest.mark.parametrize("action", _ACTIONS)
@pytest.mark.parametrize("heard", [True, False])
def test_an_action_is_asked_for_again_only_if_nova_remembers_none(cloud: FakeCloud, run: RunContext, action: str, heard: bool) -> None:
    cloud.disturb = disturbing(Disturbance(504, heard=heard), "POST", "/action")
    _ACTIONS[action](run, "a")
    assert _asked(cloud, action) == (1 if heard else 2)
    (server,) = cloud.actions
    assert len(cloud.actions[server]) == 1


@pytest.mark.parametrize("settle", [confirm, revert])
@pytest.mark.parametrize("heard", [True, False])
def test_a_confirmation_too(cloud: FakeCloud, run: RunContext, settle: Callable[..., object], heard: bool) -> None:
    server = boot(run, "a")
    resize(run, server)
    cloud.disturb = disturbing(Disturbance(0, heard=heard), "POST", "/action")
    settle(run, server)
    assert [name for name, _ in cloud.actions[server.id]] == ["resize", f"{settle.__name__}Resize"]


def test_what_is_never_heard_fails_and_says_how_often_it_was_asked_for(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    cloud.disturb = disturbing(Disturbance(500), "POST", "/action", times=9)
    with pytest.raises(OperationFailed, match=r"answered 500.*asked for 4 times, and nothing came of it"):
        hard_reboot(run, server)
    assert _asked(cloud, "reboot") == 4


def test_an_action_that_was_heard_late_is_not_taken_for_a_refusal(
    cloud: FakeCloud, run: RunContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second request is refused, as the first is being done by now: it had only not shown yet when it was looked for."""
    server = boot(run, "a")
    heard = disturbing(Disturbance(504, heard=True), "POST", "/action")
    refused = disturbing(Disturbance(409), "POST", "/action")
    cloud.disturb = lambda method, path: heard(method, path) or refused(method, path)
    monkeypatch.setattr("conformance.operations.hard_reboot.heard", lambda *_: False)
    assert hard_reboot(run, server).outcome is Outcome.DONE
    assert [name for name, _ in cloud.actions[server.id]] == ["reboot"]


def test_a_security_group_whose_answer_is_lost_is_not_made_twice(cloud: FakeCloud, run: RunContext) -> None:
    cloud.disturb = disturbing(Disturbance(504, heard=True), "POST", "/security-groups")
    boot(run, "a")
    assert len(cloud.groups) == 1


def test_a_token_that_expires_is_renewed(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    given = cloud.tokens
    cloud.valid.clear()
    live_migrate(run, server, "b")
    assert cloud.tokens == given + 1
    assert _asked(cloud, "os-migrateLive") == 1


def test_a_token_that_expires_just_before_an_action_does_not_cost_a_second_one(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    expired: list[set[str]] = []

    def expire(method: str, path: str) -> None:
        if path.endswith("/action") and not expired:
            expired.append(cloud.valid.copy())
            cloud.valid.clear()

    cloud.disturb = expire
    live_migrate(run, server, "b")
    assert expired
    assert [name for name, _ in cloud.actions[server.id]] == ["live-migration"]


def test_a_failed_migration_is_known_within_two_seconds_of_its_record_saying_so(
    cloud: FakeCloud, run: RunContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the pace of a real run, in which such migrations usually take long: looks may be rare then, though not that rare."""
    server = boot(run, "a")
    run.durations.learn(live_migrate(run, server, "b").model_copy(update={"seconds": 60.0}))
    slow = replace(run, pace=replace(run.pace, first=0.5, longest=3.0))
    cloud.faults["live"] = "yes"
    failed_after: list[int] = []
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time", SimpleNamespace(sleep=slept.append))
    for module in ("conformance.cloud.wait", "conformance.operations.watch"):
        monkeypatch.setattr(f"{module}.time", SimpleNamespace(monotonic=lambda: sum(slept)))
    look = cloud.migrations_of

    def watched(query: dict[str, str]) -> dict[str, object]:
        record = cloud.migrations[-1]
        if len(cloud.migrations) == 2 and sum(slept) > 1.3 and not failed_after:
            record.status, cloud.servers[server.id].status, cloud.servers[server.id].task = "error", "ACTIVE", None
            failed_after.append(len(slept))
        return look(query)

    cloud.migrations_of = watched  # type: ignore[method-assign]
    with pytest.raises(OperationFailed, match="migration error"):
        live_migrate(slow, server, "a")
    assert sum(slept) - sum(slept[: failed_after[0]]) <= 2


def test_a_migration_that_goes_on_costs_little_more_than_a_call_a_look(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    cloud.seen.clear()
    live_migrate(run, server, "b")
    paths = [path for _, path, _ in cloud.seen]
    assert all("migrations" not in path or path.endswith("/os-migrations") for path in paths)
    looks = sum(path.endswith("/os-migrations") for path in paths)
    servers = sum(path.endswith(f"/servers/{server.id}") for path in paths)
    assert servers < looks


def test_looks_are_rare_before_the_usual_time_and_frequent_around_it(run: RunContext) -> None:
    usual = Durations({OperationKind.BOOT: [100.0]})
    pace = replace(run, pace=Pace(first=0.5, longest=30.0), durations=usual).pace_of(OperationKind.BOOT)
    assert [pace.interval(1, 0), pace.interval(2, 65), pace.interval(3, 90), pace.interval(4, 200)] == [30.0, 5.0, 5.0, 30.0]


def test_the_same_action_a_moment_ago_is_not_taken_for_this_one(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    hard_reboot(run, server)
    cloud.disturb = disturbing(Disturbance(503), "POST", "/action")
    hard_reboot(run, server)
    assert [name for name, _ in cloud.actions[server.id]] == ["reboot", "reboot"]
    assert _asked(cloud, "reboot") == 3
