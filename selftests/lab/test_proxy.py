"""The proxy does what it says, to as many requests as it says; and a run through it does not mind."""

import collections
import http.client
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from lab.chaos.proxy import FaultInjector, FaultPlan, in_front_of
from selftests.stand_ins.fake_cloud import FakeCloud, Host, serving

NONE = {"errors": 0.0, "resets": 0.0, "delays": 0.0}


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[FakeCloud]:
    with serving(FakeCloud(tmp_path, [Host("a")])) as cloud:
        yield cloud


def test_without_faults_it_only_passes_on(cloud: FakeCloud) -> None:
    with in_front_of({"identity": f"{cloud.url}/identity/v3"}, FaultPlan(**NONE), seed=1) as (through, tally):
        answer = requests.get(through["identity"], headers={"X-Mine": "1"}, timeout=5)
    assert answer.json()["version"]["id"] == "v3.14"
    assert cloud.seen[-1][2]["x-mine"] == "1"
    assert urlsplit(through["identity"]).netloc == cloud.seen[-1][2]["host"]
    assert (tally.requests, tally.done) == (1, {})


def test_a_reset_is_one(cloud: FakeCloud) -> None:
    with in_front_of({"identity": cloud.url}, FaultPlan(**NONE | {"resets": 1.0}), seed=1) as (through, tally):
        connection = http.client.HTTPConnection(urlsplit(through["identity"]).netloc, timeout=5)
        connection.request("GET", "/identity/v3")
        with pytest.raises(ConnectionResetError):
            connection.getresponse()
        connection.close()
    assert tally.done == {"GET reset": 1}


@pytest.mark.parametrize(("unheard", "asked"), [(1.0, 0), (0.0, 8)])
def test_an_error_comes_before_or_after_the_api_has_heard(cloud: FakeCloud, unheard: float, asked: int) -> None:
    with in_front_of({"identity": cloud.url}, FaultPlan(**NONE | {"errors": 1.0}, unheard=unheard), seed=3) as (through, tally):
        statuses = [requests.get(f"{through['identity']}/identity/v3", timeout=5).status_code for _ in range(8)]
    assert set(statuses) <= {429, 502, 503, 504}
    # who is told to come again later has not been heard
    assert len(cloud.seen) == (asked and 8 - statuses.count(429))
    assert sum(tally.done.values()) == 8


def test_a_delay_is_as_long_as_it_says(cloud: FakeCloud) -> None:
    with in_front_of({"identity": cloud.url}, FaultPlan(**NONE | {"delays": 1.0}, seconds=0.3), seed=1) as (through, _):
        assert requests.get(f"{through['identity']}/identity/v3", timeout=5).elapsed.total_seconds() >= 0.3


def test_the_parts_are_as_asked_for_and_the_same_for_the_same_seed() -> None:
    def happens(seed: int) -> list[tuple[int | None, bool, float]]:
        injector = FaultInjector(FaultPlan(), seed)
        return [injector.next("GET") for _ in range(4000)]

    first = happens(1)
    assert first == happens(1)
    assert first != happens(2)
    kinds = collections.Counter("error" if status else "reset" if status == 0 else "none" for status, _, _ in first)
    assert 0.04 < kinds["error"] / 4000 < 0.06
    assert 0.013 < kinds["reset"] / 4000 < 0.027


def test_nothing_listens_any_more_afterwards(cloud: FakeCloud) -> None:
    with in_front_of({"identity": cloud.url}, FaultPlan(**NONE), seed=1) as (through, _):
        place = urlsplit(through["identity"])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((place.hostname or "", place.port or 0), timeout=2)
