"""A host that says more than it was asked fills no report."""

from typing import Any

from testinfra import host as testinfra_host
from testinfra.backend.base import BaseBackend, CommandResult

from conformance.config.profile_model import LogicalService, Service, ServiceKind
from conformance.doctor.file_check import check_files


class Talkative(BaseBackend):  # type: ignore[misc] # testinfra publishes no types
    """Fails all that it is asked, and says much."""

    NAME = "talkative"

    def run(self, command: str, *_: str, **__: Any) -> CommandResult:
        return self.result(1, command.encode(), b"missing /x\n" * 100_000, b"")


class Host:
    name = "compute-01"

    def __init__(self) -> None:
        backend = Talkative(self.name)
        self.testinfra = testinfra_host.Host(backend)
        backend.set_host(self.testinfra)

    def service(self, name: str) -> "Host":
        return self


def test_as_many_findings_as_there_are_questions() -> None:
    host: Any = Host()
    service = Service(kind=ServiceKind.PROCESS, name="nova-conductor", config=("/a", "/b"), log="/c")
    found = list(check_files(host, LogicalService.NOVA_CONDUCTOR, service, 10))
    assert [finding.text.split(".")[0] for finding in found] == [
        "the configuration /a of nova_conductor is not there",
        "the configuration /b of nova_conductor is not there",
        "the log /c of nova_conductor is not there",
    ]


def test_a_place_that_is_slow_is_not_waited_for_without_an_end() -> None:
    host: Any = Host()
    service = Service(kind=ServiceKind.PROCESS, name="nova-conductor", config=("/a",))
    (only,) = check_files(host, LogicalService.NOVA_CONDUCTOR, service, -1)
    assert only.text == "the files of nova_conductor were not all looked at within -1 s"
