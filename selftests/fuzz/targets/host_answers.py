"""Hosts' answers: whatever one says, it becomes facts or gaps of that host, evidence or gaps of its operation, and no more."""

import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import strategies as st

from conformance.checks.facts.gather import gather
from conformance.checks.facts.reach import try_ways
from conformance.checks.facts.store import Facts
from conformance.checks.invariants import hold, names
from conformance.checks.predict import predict_all
from conformance.config.profile_model import Service
from conformance.diagnosis.evidence.hosts.answer import evidence_of
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.evidence import Evidence
from conformance.model.facts import HostFacts
from conformance.model.invariant import Misdescribed, NotApplicable, Scope
from conformance.model.operation import Operation, OperationKind, Outcome
from conformance.probe.hosts import HostAccess, Hosts
from conformance.probe.pods import Pods
from conformance.transport.result import Result
from selftests.checks.facts.machine import Machine
from selftests.checks.invariants.good import PROFILE, cloud, host
from selftests.fuzz.mutation import as_read, edited_lines, edited_text
from selftests.fuzz.target import FuzzTarget

_OPERATION = Operation(
    kind=OperationKind.LIVE_MIGRATION,
    request_id="req-7c9e1a2b-3344-5566-7788-99aabbccddee",
    server_id="7c9e1a2b-3344-5566-7788-99aabbccddee",
    source="h1",
    destination="h2",
    started=datetime(2026, 1, 1, 12, tzinfo=UTC),
    seconds=2.0,
    outcome=Outcome.FAILED,
)

_EVIDENCE = "".join(
    (
        "\036clock\n1767268800.123\n\0370\n",
        "\036log nova-compute\n",
        "2026-01-01 12:00:00.000 7 ERROR nova.compute.manager [req-7c9e1a2b] [instance: 7c9e1a2b] Instance failed to spawn: OSError\n",
        "\035\n",
        "2026-01-01 12:00:01.000 7 ERROR oslo_messaging.rpc.server No valid host\n\0370\n",
        "\036log libvirt\n\0371\nthere is no unit libvirtd",
        "\036log qemu\nqemu-system-x86_64: unable to map backing store\n\0373\nit was not read to its end",
        "\036host facts\nkvm: absent\n\0370\n",
        "\036clock_after\n1767268801.5\n\0370\n",
    )
)


class _Answering:
    """A host, and each service on it, that says the same to every question."""

    name = "h1"

    def __init__(self, answer: str) -> None:
        self._answer = answer

    def on(self, _: str) -> "_Answering":
        return self

    def service(self, _: str) -> "_Answering":
        return self

    def definition(self, logical_name: str) -> Service:
        return PROFILE.service(logical_name)

    def run(self, *_: Any, **__: Any) -> Result:
        return Result(rc=0, stdout=self._answer, stderr=self._answer[:2000])


def check(given: tuple[str, str]) -> None:
    """The answers become facts that can be kept, tests that pass, fail or are broken, and evidence that can be kept."""
    facts_said, evidence_said = given
    answering = _Answering(facts_said)
    hosts = cast(Hosts, answering)
    facts = gather(hosts, PROFILE, "h1", ("h1", "h2"), Pods())
    assert HostFacts.model_validate_json(facts.model_dump_json()) == facts
    everything = Facts(hosts=(facts, host("h2")), cloud=cloud((facts, host("h2"))), hypervisors={"h1": "h1.example", "h2": "h2.example"})
    around = everything.around(PROFILE)
    ways = tuple(try_ways(around.of("h1"), hosts))
    everything = everything.model_copy(update={"ways": ways})
    assert Facts.model_validate_json(everything.model_dump_json()) == everything
    around = everything.around(PROFILE)
    for name in names(Scope.HOST):
        for on in ("h1", "h2"):
            with suppress(CloudFault, SuiteFault, NotApplicable, Misdescribed):
                hold(name, around, on)
    for name in names(Scope.CLOUD):
        with suppress(CloudFault, SuiteFault, NotApplicable, Misdescribed):
            hold(name, around)
    list(predict_all(around))
    try:
        pieces = list(evidence_of(evidence_said, "h1", _OPERATION, 1767268800.0, 1767268802.0))
    except SuiteFault:
        return
    for piece in pieces:
        assert type(piece).model_validate_json(piece.model_dump_json()) == piece
        assert not isinstance(piece, Evidence) or piece.host == "h1"


@cache
def _said() -> tuple[str, ...]:
    """What this machine says as a host, with stand-ins for the clients of its services."""
    said: list[str] = []
    run = HostAccess.run

    def heard(access: HostAccess, *args: Any, **options: Any) -> Result:
        result = run(access, *args, **options)
        said.append(result.stdout)
        return result

    with pytest.MonkeyPatch.context() as monkeypatch, tempfile.TemporaryDirectory() as directory:
        monkeypatch.setattr(HostAccess, "run", heard)
        Machine(Path(directory), monkeypatch).facts()
    return tuple(_in_lines(said))


def _in_lines(said: Iterable[str]) -> Iterable[str]:
    return [max(said, key=len), "\036way h2 16509\n\0371\nrefused\036way h2 49152\n\0370\n\036way h2 22\n\037124\n"]


_INPUTS = st.deferred(
    lambda: st.tuples(
        (edited_lines(_said()) | edited_text(_said())).map(as_read),
        (edited_lines([_EVIDENCE]) | edited_text([_EVIDENCE])).map(as_read),
    )
)

TARGET = FuzzTarget("host_answers", _INPUTS, check)
