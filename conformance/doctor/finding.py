"""What the doctor says."""

from enum import StrEnum

from conformance.config.profile_model import LogicalService
from conformance.model.base import Noun


class Status(StrEnum):
    """ok; note: worth knowing; problem: a run would start, and tests would fail or be broken for it; fatal: no run would start."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"
    FATAL = "fatal"


class Finding(Noun):
    """One line: what was looked at and what was seen; where that is a problem, also what to do.

    subject is a host's name, or what else was looked at: profile, inventory, cloud, rights, hosts, guest, services. found says, of a
    service, which of its alternatives it is there.
    """

    status: Status
    subject: str
    text: str
    service: LogicalService | None = None
    found: str | None = None


class Diagnosis(Noun):
    """All findings, in the order in which they were made; those of hosts sorted by host."""

    cloud: str
    profile: str
    inventory: str | None
    findings: tuple[Finding, ...]

    @property
    def worst(self) -> Status:
        """The worst of all findings."""
        order = list(Status)
        return max((finding.status for finding in self.findings), key=order.index, default=Status.OK)
