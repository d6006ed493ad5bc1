"""How services fare is what was found of them."""

import os
from pathlib import Path

import pytest

from conformance.checks.facts.service_states import fares
from conformance.config.profile_model import LogicalService, Service, ServiceKind
from conformance.input.bounded import run_bounded
from conformance.model.facts import ServiceState
from conformance.probe.chunks import Chunk, chunks
from conformance.probe.finder import found, questions
from conformance.probe.pods import Pods
from conformance.probe.program import whole
from conformance.transport.command import joined, quoted
from selftests.probe.answers import RECORDED, Answer, state

COMPUTE = LogicalService.NOVA_COMPUTE
DOCKER, UNIT = (Service(kind=kind, name="nova-compute") for kind in (ServiceKind.DOCKER, ServiceKind.SYSTEMD))


def fare(*answers: tuple[Service, Answer]) -> ServiceState | str:
    said = {}
    for service, answer in answers:
        (name,) = chunks(run_bounded(["sh", "-c", whole([questions([service])], 0)], 10)[1].decode())
        said[name] = Chunk(name=name, text=answer.stdout, rc=answer.rc, error=answer.stderr)
    look = found(COMPUTE, [service for service, _ in answers], said, Pods(), "here")
    assert look
    return fares(look)


def test_a_service_fares_as_its_manager_says() -> None:
    how = fare((DOCKER, Answer(state("running", "unhealthy", 3))))
    assert how == ServiceState(service=COMPUTE, state="running", running=True, trouble="its health check fails", restarts=3)


def test_of_what_a_service_may_be_it_is_the_one_that_runs() -> None:
    units = RECORDED[ServiceKind.SYSTEMD]
    how = fare((DOCKER, RECORDED[ServiceKind.DOCKER]["absent"]), (UNIT, units["running"]))
    assert isinstance(how, ServiceState)
    assert how.state == "active (running)"
    how = fare((DOCKER, RECORDED[ServiceKind.DOCKER]["absent"]), (UNIT, units["absent"]))
    assert isinstance(how, ServiceState)
    assert how.is_absent


def test_an_answer_that_is_not_understood_is_a_reason() -> None:
    why = fare((DOCKER, Answer("{")))
    assert isinstance(why, str)
    assert why.startswith("what docker says is not understood (")


def test_what_one_manager_says_is_heard_beside_another_that_is_not_understood() -> None:
    how = fare((DOCKER, Answer("{")), (UNIT, RECORDED[ServiceKind.SYSTEMD]["running"]))
    assert isinstance(how, ServiceState)
    assert how.state == "active (running)"


def test_the_first_that_could_not_be_asked_says_why() -> None:
    assert fare((UNIT, Answer(rc=124)), (DOCKER, Answer("{"))) == "systemctl did not answer in time"


def test_where_one_that_it_may_be_could_not_be_asked_for_it_is_not_called_absent() -> None:
    why = fare((DOCKER, RECORDED[ServiceKind.DOCKER]["silent"]), (UNIT, RECORDED[ServiceKind.SYSTEMD]["absent"]))
    assert isinstance(why, str)
    assert "Is the docker daemon running" in why


def test_an_engine_is_given_more_time_than_what_is_asked_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    timeout = tmp_path / "timeout"
    timeout.write_text(f'#!/bin/sh\necho "$3" >> {tmp_path}/given\n')
    timeout.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    program = whole(
        [joined("\n", [questions([Service(kind=ServiceKind.PODMAN, name="nova_compute")]), quoted("say other brief true")])], 10
    )
    run_bounded(["sh", "-c", program], 10)
    assert (tmp_path / "given").read_text().split() == ["4", "2"]
