"""The services of the control plane run, and are healthy."""

from typing import Any

import pytest

from conformance.checks.invariants import hold
from conformance.model.cloud_facts import ControlService
from conformance.model.errors import SuiteFault
from conformance.model.facts import ServiceState, UnreadFact
from selftests.checks.invariants.broken import control, in_cloud
from selftests.checks.invariants.case import Case, skip


def placed(name: str, **state: Any) -> ControlService:
    return ControlService(where="c", state=ServiceState(service=name, **{"running": True} | state))


CASE = Case(
    "control_services_run",
    in_cloud(control=control(services=(placed("nova_scheduler", state="Running", restarts=4, restarts_before=1),))),
    "nova_scheduler runs, and is healthy",
    "Running: it restarted by itself 3 times since the last look at it, 4 times in all",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_a_service_of_the_control_plane_that_could_not_be_asked_for_is_never_a_pass() -> None:
    hosts = in_cloud(control=control(gaps=(UnreadFact(what="service nova_api", why="c: no answer"),)))
    with pytest.raises(SuiteFault, match=r"^service nova_api could not be read: c: no answer$"):
        hold("control_services_run", hosts)
    assert "glance_api" in skip("control_services_run", in_cloud(control=control(services=())))
