"""APIs' answers: before a run each is a site or one line; later each is facts, gaps, or the end of what asked."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any
from unittest import mock

from hypothesis import strategies as st

from conformance.checks.facts.ask_cloud import ask_cloud
from conformance.cleanup.own_groups import own_groups
from conformance.cloud.connection import check_access
from conformance.cloud.nova import Nova, Refused
from conformance.cloud.wait import Transient
from conformance.discovery.discovery import discover, take_hosts
from conformance.discovery.headroom import without_room
from conformance.model.cloud_facts import CloudFacts
from conformance.model.errors import CloudFault, SuiteFault, UsageProblem
from conformance.model.site import Site
from conformance.target import Access, Target, read_target
from selftests.fuzz.cloud import current, fake_cloud
from selftests.fuzz.files import one_line
from selftests.fuzz.mutation import EDITS, Edit, with_edits
from selftests.fuzz.target import FuzzTarget
from selftests.stand_ins.fake_cloud import FakeCloud, Server

_SERVER = "11111111-2222-3333-4444-555555555555"


_ANSWERS = 30
"""About as many answers as are read for one input."""


@dataclass(frozen=True)
class Oddity:
    """Which answers are odd, counted from 0, and how: edits of the document, or another body."""

    answers: frozenset[int]
    edits: list[Edit]
    body: bytes | None


def check(odd: Oddity) -> None:
    """Some answers are others than the API's; what the suite makes of the cloud can be kept, or is one line."""
    cloud, conn = current()
    cloud.servers[_SERVER] = Server(_SERVER, "conformance-x-main-1", "h1", {"metadata": {"conformance_run": "x"}}, "ACTIVE", None)
    with _answering(cloud, odd):
        site = None
        try:
            check_access(conn)
            target = _target()
            site = discover(take_hosts(conn, target), Access(conn, target.hosts()), look_at_hosts=False)
            without_room(conn, site.hosts, site.needs, target.profile.limits)
        except (UsageProblem, SuiteFault) as problem:
            one_line(str(problem))
        if site is None:
            return
        assert Site.model_validate_json(site.model_dump_json()) == site
        facts = ask_cloud(conn, site)
        assert CloudFacts.model_validate_json(facts.model_dump_json()) == facts
        for look in (
            lambda: Nova(conn).beginning("conformance-x"),
            lambda: Nova(conn).server(_SERVER),
            lambda: own_groups(conn, "x", None),
        ):
            with suppress(SuiteFault, CloudFault, Refused, Transient):
                look()


@contextmanager
def _answering(cloud: FakeCloud, odd: Oddity) -> Iterator[None]:
    """The cloud, with its odd answers."""
    real, number = cloud.answer, count()

    def answer(method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> tuple[int, Any]:
        status, document = real(method, path, query, body)
        if next(number) not in odd.answers:
            return status, document
        return status, with_edits(document, odd.edits) if odd.body is None else odd.body

    with mock.patch.object(cloud, "answer", answer):
        yield


@cache
def _target() -> Target:
    return read_target("fake", "lab", None)


@contextmanager
def _impatient_cloud() -> Iterator[None]:
    """Requests that are repeated are repeated at once."""
    with mock.patch("time.sleep", return_value=None), fake_cloud():
        yield


_BODIES = (b"", b"<html>Log in</html>", b"[" * 100_000, b"\xff\xfe", b'{"a": 1e999}', b"{" * 10, b"null", b"0" * 1_000_000)

_INPUTS = st.builds(
    Oddity,
    answers=st.frozensets(st.integers(0, _ANSWERS), min_size=1, max_size=3),
    edits=EDITS,
    body=st.sampled_from((None, None, None, *_BODIES)),
)

TARGET = FuzzTarget("api_answers", _INPUTS, check, _impatient_cloud)
