"""A host that says more than it was asked fills no report."""

from typing import Any

from conformance.config.profile_model import LogicalService, Service, ServiceKind
from conformance.doctor.file_check import check_files
from conformance.transport.result import Result


class Host:
    name = "compute-01"

    def service(self, name: str) -> "Host":
        return self

    def run(self, script: str, *, timeout: float) -> Result:
        return Result(rc=0, stdout=f"missing /{'x' * 10_000}\n" * 100_000, stderr="")


def test_as_many_findings_as_there_are_questions() -> None:
    host: Any = Host()
    service = Service(kind=ServiceKind.PROCESS, name="nova-conductor", config=("/a", "/b"), log="/c")
    found = list(check_files(host, LogicalService.NOVA_CONDUCTOR, service, 10))
    assert len(found) == 3
    assert max(len(finding.text) for finding in found) < 1000
