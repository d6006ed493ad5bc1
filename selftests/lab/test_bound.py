"""The bare loop does what it is measured for: every pair, live and cold, with one instance a host."""

import json
from collections import Counter
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from lab.bench import bound
from selftests.stand_ins.fake_cloud import FakeCloud, Host, serving, write_access

HOSTS = ("compute-01", "compute-02", "compute-03")


@pytest.mark.parametrize("await_guests", [False, True])
def test_every_pair_is_gone_over_once_live_and_once_cold_and_nothing_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, await_guests: bool
) -> None:
    cloud = FakeCloud(tmp_path, [Host(name) for name in HOSTS])
    answer = cloud.migrations_of

    def goes_on_by_itself(query: dict[str, str]) -> dict[str, Any]:
        """The loop looks at records alone; this cloud changes as servers are looked at."""
        for server in list(cloud.servers.values()):
            cloud.look(server)
        return answer(query)

    monkeypatch.setattr(cloud, "migrations_of", goes_on_by_itself)
    for name, value in (("IMAGE", "guest"), ("NETWORK", "guests"), ("FLAVORS", {"flavor-1": 64}), ("_LOOK_EVERY", 0.01)):
        monkeypatch.setattr(bound, name, value)
    with serving(cloud):
        for name, value in write_access(cloud).items():
            monkeypatch.setenv(name, value)
        path = tmp_path / "clouds.yaml"
        path.write_text(json.dumps({"clouds": {"lab": json.loads(path.read_text())["clouds"]["fake"]}}))
        began, ended = bound.bound(HOSTS, await_guests=await_guests)
    assert ended > began
    done = Counter((record.kind, record.source, record.destination, record.status) for record in cloud.migrations)
    wanted = [("live-migration", *pair, "completed") for pair in permutations(HOSTS, 2)]
    wanted += [("migration", *pair, "confirmed") for pair in permutations(HOSTS, 2)]
    assert done == Counter(wanted)
    assert cloud.servers == {}
