"""A host that says more than it was asked fills no report."""

from typing import Any

import pytest
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


class Journalled(BaseBackend):  # type: ignore[misc] # testinfra publishes no types
    """Has no files; the journal has what it is given."""

    NAME = "journalled"

    def __init__(self, said: bytes) -> None:
        super().__init__("compute-01")
        self.said = said

    def run(self, command: str, *args: str, **_: Any) -> CommandResult:
        words = self.get_command(command, *args)
        asked = words.startswith("journalctl") and "--unit nova-conductor" in words
        return self.result(0 if asked else 1, words.encode(), self.said if asked else b"", b"")


@pytest.mark.parametrize(
    ("kind", "said", "missed"),
    [(ServiceKind.SYSTEMD, b"a word\n", False), (ServiceKind.SYSTEMD, b"\n", True), (ServiceKind.PROCESS, b"a word\n", True)],
)
def test_a_unit_that_logs_to_the_journal_misses_no_log_file(kind: ServiceKind, said: bytes, missed: bool) -> None:
    host: Any = Host()
    backend = Journalled(said)
    host.testinfra = testinfra_host.Host(backend)
    backend.set_host(host.testinfra)
    service = Service(kind=kind, name="nova-conductor", log="/var/log/nova/nova-conductor.log")
    assert bool(list(check_files(host, LogicalService.NOVA_CONDUCTOR, service, 10))) == missed
