"""A host's nova-compute service: whether Nova's scheduler may place servers there, and changing that."""

from typing import Any

from openstack.connection import Connection

from conformance.cloud.answers import understanding
from conformance.cloud.nova import Refused, call
from conformance.cloud.wait import Transient, read_with_retry
from conformance.input.names import shown
from conformance.model.base import Noun
from conformance.model.errors import SuiteFault, UsageProblem
from conformance.model.hosts import AUTOMATIC

_SERVICES = "2.53"
"""The first microversion in which services have UUIDs, and are changed by them."""

_BUDGET = 60.0
"""Seconds in which Nova must answer."""


class ComputeService(Noun):
    """A nova-compute service. forced_down: an operator has told Nova that the host is dead."""

    id: str
    host: str
    enabled: bool
    up: bool
    reason: str | None = None
    forced_down: bool = False

    @property
    def disabled_by_nova(self) -> bool:
        """Whether nova-compute has disabled itself; it enables itself again, and nobody else should."""
        return not self.enabled and (self.reason or "").startswith(AUTOMATIC)


def compute_service(conn: Connection, host: str) -> ComputeService:
    """The nova-compute service of a host.

    :raises UsageProblem: Nova knows none
    :raises SuiteFault: Nova does not answer, or not as it should
    """

    def read() -> list[dict[str, Any]]:
        with understanding(conn, "compute", "the compute services"):
            answer = call(conn.compute, "GET", "/os-services", microversion=_SERVICES, params={"binary": "nova-compute", "host": host})
            return [service for service in answer.json()["services"] if service["host"] == host]

    try:
        found = read_with_retry(f"the compute service of {host}", read, _BUDGET)
    except Refused as refusal:
        raise SuiteFault(f"the compute service of {host} could not be read: {refusal}") from refusal
    if not found:
        raise UsageProblem(f"Nova knows no compute host {shown(host)}. Look at: openstack compute service list --service nova-compute")
    with understanding(conn, "compute", "the compute services"):
        return _read(found[0])


def _read(told: dict[str, Any]) -> ComputeService:
    return ComputeService(
        id=str(told["id"]),
        host=str(told["host"]),
        enabled=told["status"] == "enabled",
        up=told["state"] == "up",
        reason=told.get("disabled_reason"),
        forced_down=bool(told.get("forced_down", False)),
    )


def enable(conn: Connection, service: ComputeService) -> None:
    """Let the scheduler place servers on the host. :raises SuiteFault: Nova does not"""
    _change(conn, service, {"status": "enabled"})


def disable(conn: Connection, service: ComputeService, reason: str | None) -> None:
    """Have the scheduler place nothing on the host. :raises SuiteFault: Nova does not"""
    _change(conn, service, {"status": "disabled", **({"disabled_reason": reason} if reason else {})})


def _change(conn: Connection, service: ComputeService, wanted: dict[str, str]) -> None:
    """It is the same however often it is asked for."""

    def ask() -> None:
        call(conn.compute, "PUT", f"/os-services/{service.id}", microversion=_SERVICES, json=wanted)

    try:
        read_with_retry(f"{wanted['status']} as the status of {service.host}", ask, _BUDGET)
    except (Refused, Transient) as refusal:
        raise SuiteFault(f"the compute service of {service.host} could not be set to {wanted['status']}: {refusal}") from refusal
