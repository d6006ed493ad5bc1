"""What is to be read on a compute host, by what the profile says of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from conformance.config.profile_model import Profile
from conformance.diagnosis.evidence.hosts.plan import NotSaid, asked_after, calls_on_compute_host
from conformance.diagnosis.evidence.hosts.traces import Traces
from conformance.model.evidence import Source
from conformance.model.operation import Operation, OperationKind, Outcome

OPERATION = Operation(
    kind=OperationKind.BOOT,
    server_id="6f0c7bd5-2a4f-4a55-8d9e-0b8d54c6a3a1",
    source=None,
    destination="compute-01",
    request_id="req-1",
    started=datetime(2026, 1, 1, tzinfo=UTC),
    seconds=1.0,
    outcome=Outcome.FAILED,
)
LOG = "/var/log/neutron/neutron-ovn-metadata-agent.log"


def profile(**services: dict[str, Any]) -> Profile:
    return Profile.model_validate({"services": services})


def about_metadata(services: dict[str, Any]) -> list[str]:
    calls = calls_on_compute_host(profile(**services), OPERATION, Traces(), "compute-01")
    return [str(call) for call in calls if (call.source if isinstance(call, NotSaid) else call).find(Source.METADATA_AGENT) >= 0]


@pytest.mark.parametrize("optional", [False, True])
def test_the_log_of_a_metadata_agent_is_read_on_each_host(optional: bool) -> None:
    agent = {"kind": "supervisor", "name": "neutron-ovn-metadata-agent", "log": LOG, "optional": optional}
    (call,) = about_metadata({"metadata_agent": agent})
    assert call.startswith("alive supervisor neutron-ovn-metadata-agent; log_files metadata-agent 60 service ")
    assert LOG in call
    assert "metadata_agent" in asked_after(profile(metadata_agent=agent))


@pytest.mark.parametrize("services", [{}, {"metadata_agent": {"kind": "none", "name": "x"}}])
def test_nothing_is_missed_where_hosts_have_none(services: dict[str, Any]) -> None:
    assert about_metadata(services) == []
