"""What services' own programs say of an upgrade."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance.model.errors import SuiteFault
from conformance.probe.hosts import Hosts
from conformance.transport.result import Result
from conformance.upgrade.gate_file import Reason
from conformance.upgrade.upgrade_checks import failed_checks, not_newest_in_neutron, pending_in_glance, run_upgrade_checks

PASSED = """+-------------------------------------------+
| Upgrade Check Results                     |
+-------------------------------------------+
| Check: Older than N-1 computes            |
| Result: Success                           |
| Details: None                             |
+-------------------------------------------+
"""
FAILED = """+--------------------------------------------------+
| Upgrade Check Results                            |
+--------------------------------------------------+
| Check: Cells v2                                  |
| Result: Failure                                  |
| Details: No host mappings found but there are    |
|   compute nodes. Run command 'nova-manage        |
|   cell_v2 simple_cell_setup' and then retry.     |
+--------------------------------------------------+
| Check: Placement API                             |
| Result: Success                                  |
| Details: None                                    |
+--------------------------------------------------+
"""
NEWEST = "Running current for neutron ...\nINFO  [alembic] Context impl MySQLImpl.\n5c85685d616d (head)\nb1bca967e19d (head)\nOK\n"


class Control:
    """Hosts of a control plane whose programs answer as they are told: by program, what it says; else it is not installed."""

    def __init__(self, *names: str, absent: str = "", **said: Result) -> None:
        self.control = names
        self.asked: list[tuple[str, str, str]] = []
        self._said = {program.replace("_", "-"): result for program, result in said.items()}
        self._absent = absent

    def on(self, host: str) -> Any:
        return SimpleNamespace(service=lambda service: SimpleNamespace(run=lambda command, timeout: self._run(host, str(service), command)))

    def _run(self, host: str, service: str, command: Any) -> Result:
        program = str(command).split()[0]
        if service == self._absent:
            raise SuiteFault(f"{host}: {service} is not there")
        self.asked.append((host, service, str(command)))
        return self._said.get(program, Result(rc=127, stdout="", stderr=f"sh: {program}: not found"))


def seen_in(control: Control) -> tuple[list[Reason], list[Reason]]:
    looks = list(run_upgrade_checks(cast(Hosts, control)))
    return [one for one, seen in looks if seen], [one for one, seen in looks if not seen]


def said(rc: int, text: str = "") -> Result:
    return Result(rc=rc, stdout=text, stderr="")


def test_a_failed_check_is_told_with_its_details() -> None:
    found = failed_checks(said(2, FAILED))
    assert found is not None
    assert [one.what for one in found] == [
        "Cells v2: No host mappings found but there are compute nodes. Run command 'nova-manage cell_v2 simple_cell_setup' and then retry."
    ]


@pytest.mark.parametrize("rc", [0, 1])
def test_success_and_warnings_are_no_complaints(rc: int) -> None:
    assert failed_checks(said(rc, PASSED)) == []


def test_a_program_that_could_not_check_has_no_opinion() -> None:
    assert failed_checks(said(255, "Error: no database")) is None
    assert pending_in_glance(said(1)) is None
    assert not_newest_in_neutron(said(1, NEWEST)) is None
    assert not_newest_in_neutron(said(0, "Running current for neutron ...\nOK\n")) is None


@pytest.mark.parametrize(("rc", "stage"), [(3, "expand"), (4, "migrate"), (5, "contract")])
def test_glances_schema_says_which_stage_is_due(rc: int, stage: str) -> None:
    found = pending_in_glance(said(rc))
    assert found is not None
    assert (found[0].cause, found[0].remedy) == ("schema-not-migrated", f"glance-manage db {stage}")


def test_a_branch_of_neutrons_schema_that_is_not_at_its_head_is_a_complaint() -> None:
    assert not_newest_in_neutron(said(0, NEWEST)) == []
    found = not_newest_in_neutron(said(0, NEWEST.replace("b1bca967e19d (head)", "b1bca967e19d")))
    assert found is not None
    assert [one.what for one in found] == ["the schema is at b1bca967e19d, not the newest"]


def test_what_neutrons_program_says_beside_revisions_is_none() -> None:
    assert not_newest_in_neutron(said(0, f"warning\n{NEWEST}".replace("b1bca967e19d (head)", "b1bca967e19d (head) (mergepoint)"))) == []
    found = not_newest_in_neutron(said(0, NEWEST.replace("b1bca967e19d (head)", "b1bca967e19d (branchpoint)")))
    assert found is not None
    assert len(found) == 1


def test_each_program_is_asked_on_one_host_and_names_it() -> None:
    control = Control("control-01", "control-02", nova_status=said(2, FAILED), glance_manage=said(3))
    against, unseen = seen_in(control)
    assert [(one.where, one.cause) for one in against] == [("control-01", "upgrade-check-fails"), ("control-01", "schema-not-migrated")]
    assert unseen == []
    assert [ask[0] for ask in control.asked if ask[2].startswith("nova-status")] == ["control-01"]


def test_a_program_that_fails_on_one_host_is_asked_on_the_next_place() -> None:
    control = Control("control-01", "control-02", absent="nova_conductor", nova_status=said(0, PASSED))
    assert seen_in(control) == ([], [])
    assert ("control-01", "nova_api", "nova-status upgrade check") in control.asked


def test_novas_must_be_looked_at_others_where_they_are() -> None:
    _, unseen = seen_in(Control("control-01"))
    assert [one.what for one in unseen] == [
        "nova-status upgrade check was not run: control-01: nova-status is not installed beside nova_scheduler"
    ]
    _, unseen = seen_in(Control())
    assert "hosts.control_group" in unseen[0].what


def test_one_that_is_there_and_cannot_check_is_undecided() -> None:
    _, unseen = seen_in(Control("control-01", nova_status=said(0, PASSED), neutron_db_manage=said(1, "Access denied for user")))
    assert [one.what for one in unseen] == ["neutron-db-manage current was not run: control-01: it ended with 1: Access denied for user"]
