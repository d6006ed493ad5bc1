"""Each way is tried for real, and what bars it is said."""

import socket
from collections.abc import Iterator, Mapping

import pytest

from conformance.checks.facts.reach import QEMU, try_ways
from conformance.checks.host import AllHosts
from conformance.inventory.inventory import Inventory
from conformance.model.facts import Connectivity
from conformance.probe.hosts import Hosts
from selftests.checks.facts.machine import Machine
from selftests.checks.invariants.good import host


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def ways(
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    port: int,
    address: str = "127.0.0.1",
    last: int | None = None,
    user: int = 0,
    options: Mapping[str, str] | None = None,
) -> dict[str, Connectivity]:
    monkeypatch.setattr("conformance.checks.facts.reach._PORTS", {"tcp": port})
    # neither a nova-compute that runs on this machine nor a user of that name is asked about
    machine.program("grep", "#!/bin/sh\nexit 1\n")
    machine.program("id", f"#!/bin/sh\necho {user}\n")
    machine.program("getent", '#!/bin/sh\n[ "$*" != "passwd nova" ] || exit 2\nexec /usr/bin/getent "$@"\n')
    there = {"libvirt/live_migration_inbound_addr": address}
    facts = (host(options=options or {}), host("h2", options=there, migration_ports=(port, last or port)))
    with Hosts(machine.profile, Inventory()) as hosts:
        return {way.kind: way for way in try_ways(AllHosts(machine.profile, facts).of("h1"), hosts)}


def test_a_port_that_listens_is_reached(machine: Machine, monkeypatch: pytest.MonkeyPatch, listening: int) -> None:
    machine.program("ssh", "#!/bin/sh\nexit 0\n")
    found = ways(machine, monkeypatch, listening)
    assert {way.barred for way in found.values()} == {None}
    assert found["libvirt"].target == f"127.0.0.1:{listening}"


def test_a_port_that_refuses_bars_libvirt_but_says_that_no_firewall_is_before_qemu(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, listening: int
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = server.getsockname()[1]
    found = ways(machine, monkeypatch, closed)
    assert found["libvirt"].barred == "Connection refused"
    assert found[QEMU].barred is None


def test_a_name_that_nobody_knows_bars_both(machine: Machine, monkeypatch: pytest.MonkeyPatch, listening: int) -> None:
    found = ways(machine, monkeypatch, listening, "no-such-host.invalid")
    # the second is what a machine says that reaches no name server
    known = {f"no-such-host.invalid: {why}" for why in ("Name or service not known", "Temporary failure in name resolution")}
    assert found["libvirt"].barred == found[QEMU].barred
    assert found[QEMU].barred in known


def test_nothing_is_tried_with_the_keys_of_another_account_than_novas(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, listening: int
) -> None:
    machine.program("ssh", "#!/bin/sh\necho 'Host key verification failed.' >&2; exit 255\n")
    assert set(ways(machine, monkeypatch, listening, user=1000)) == {"libvirt", QEMU}


def test_what_ssh_says_is_why_it_is_barred(machine: Machine, monkeypatch: pytest.MonkeyPatch, listening: int) -> None:
    machine.program("ssh", "#!/bin/sh\necho 'Host key verification failed.' >&2; exit 255\n")
    found = ways(machine, monkeypatch, listening)
    assert found["ssh"].barred == "Host key verification failed."
    assert found["ssh"].target == "192.0.2.2"


def test_a_login_that_runs_only_what_nova_needs_is_a_login(machine: Machine, monkeypatch: pytest.MonkeyPatch, listening: int) -> None:
    machine.program("ssh", "#!/bin/sh\necho Forbidden >&2; exit 1\n")
    assert ways(machine, monkeypatch, listening)["ssh"].barred is None


@pytest.mark.parametrize(("rc", "said"), [(255, "Forbidden"), (1, "This account is currently not available."), (1, "Forbidden, go away")])
def test_a_login_that_ends_otherwise_is_barred(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, listening: int, rc: int, said: str
) -> None:
    machine.program("ssh", f"#!/bin/sh\necho '{said}' >&2; exit {rc}\n")
    assert ways(machine, monkeypatch, listening)["ssh"].barred == said


def test_where_files_go_over_http_no_login_is_tried(machine: Machine, monkeypatch: pytest.MonkeyPatch, listening: int) -> None:
    machine.program("ssh", "#!/bin/sh\nexit 0\n")
    found = ways(machine, monkeypatch, listening, options={"libvirt/remote_filesystem_transport": "http"})
    assert set(found) == {"libvirt", QEMU}


def test_the_last_of_qemus_ports_is_tried_as_well_as_the_first(machine: Machine, monkeypatch: pytest.MonkeyPatch, listening: int) -> None:
    barring = '#!/bin/sh\ncase "$*" in *" 4915") echo "x: No route to host" >&2; exit 1 ;; esac\nexec /bin/bash "$@"\n'
    machine.program("bash", barring)
    found = ways(machine, monkeypatch, listening, last=4915)
    assert (found[QEMU].target, found[QEMU].barred) == ("127.0.0.1:4915", "No route to host")
    assert ways(machine, monkeypatch, listening)[QEMU].barred is None


@pytest.mark.parametrize(
    "address", ["-oProxyCommand=touch ran", "-oProxyCommand=id|tee$${IFS}ran", "a b", "$(id)", "", "x\ny", "fe80::1%$(id)"]
)
def test_an_address_that_another_host_tells_is_no_option_of_ssh(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, listening: int, address: str
) -> None:
    asked = machine.directory / "asked"
    machine.program("ssh", f'#!/bin/sh\necho "$@" >>{asked}\n')
    machine.program("bash", f'#!/bin/sh\necho "$@" >>{asked}\n')
    monkeypatch.setattr("conformance.checks.facts.reach.cold_address", lambda _: address)
    monkeypatch.setattr("conformance.checks.facts.reach.live_address", lambda _: address)
    found = ways(machine, monkeypatch, listening)
    assert not asked.exists()
    for way in found.values():
        assert way.barred is not None
        assert way.barred.startswith("h2 says that its address is ")
        assert "\n" not in way.barred


def test_ssh_lends_nothing_and_takes_the_address_for_no_option(machine: Machine, monkeypatch: pytest.MonkeyPatch, listening: int) -> None:
    asked = machine.directory / "asked"
    machine.program("ssh", f'#!/bin/sh\nprintf "%s\\n" "$@" >{asked}\n')
    ways(machine, monkeypatch, listening)
    words = asked.read_text().splitlines()
    assert words[-3:] == ["--", "192.0.2.2", "true"]
    assert {"-a", "-x", "ClearAllForwardings=yes", "PermitLocalCommand=no"} <= set(words)


def test_libvirt_is_called_where_the_uri_says(machine: Machine, listening: int) -> None:
    """TripleO has a port of its own, others a second name for each host."""
    uri = f"qemu+ssh://nova_migration@localhost.%s:{listening}/system?keyfile=/etc/nova/migration/identity"
    machine.program("getent", "#!/bin/sh\nexit 2\n")
    asked = machine.directory / "asked"
    machine.program("bash", f'#!/bin/sh\necho "$@" >>{asked}\n')
    facts = (host(options={"libvirt/live_migration_uri": uri}), host("h2"))
    with Hosts(machine.profile, Inventory()) as hosts:
        found = {way.kind: way for way in try_ways(AllHosts(machine.profile, facts).of("h1"), hosts)}
    assert (found["libvirt"].target, found["libvirt"].barred) == (f"localhost.h2:{listening}", None)
    assert f"localhost.h2 {listening}" in asked.read_text()
    assert found[QEMU].target.startswith("h2:"), "guests themselves go to the host's name"
