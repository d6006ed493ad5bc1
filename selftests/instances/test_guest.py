"""What a guest says of itself is read as it is meant."""

import socket
import threading
import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from conformance.instances.context import RunContext
from conformance.instances.guest import CloudGuest, GuestSeen, last_heartbeat
from conformance.model.errors import CloudFault
from conformance.model.instance import Instance
from conformance.model.operation import Downtime, Operation, OperationKind, Outcome
from conformance.operations.boot import boot
from conformance.operations.hard_reboot import hard_reboot
from selftests.fixtures.run import MakeRun
from selftests.stand_ins.fake_cloud import FakeCloud

BOOT = "0b1f6b4e-7d57-4b6e-9f0a-2f5f9a2f9d11"


def test_the_last_whole_heartbeat_counts_among_what_else_is_on_a_console() -> None:
    console = f"[    0.0] Linux\r\n\x1b[1mconformance-guest boot={BOOT.upper()} seq=7 up=9.42\r\nlogin: conformance-guest boot={BOOT[:20]}"
    assert last_heartbeat(console) == GuestSeen(boot=BOOT, seq=7, up=9.42)


def test_what_the_guest_says_of_its_longest_gaps_is_read_from_whole_lines_alone() -> None:
    line = f"conformance-guest boot={BOOT} seq=7 up=91.05 gaps=21@9105 29@8400 310@1200"
    assert last_heartbeat(line) == GuestSeen(boot=BOOT, seq=7, up=91.05)
    seen = last_heartbeat(line + ";")
    assert seen is not None
    assert seen.gaps == ((91.05, 0.21), (84.0, 0.29), (12.0, 3.1))
    assert [seen.longest_gap(since) for since in (0, 12, 84, 91.05)] == [3.1, 0.29, 0.21, None]


@pytest.mark.parametrize("gaps", [" gaps=;", " gaps=a@b;", " gaps=1@;", f" gaps={'1@1 ' * 5000}1@1;", f" gaps={'9' * 99}@1;"])
def test_gaps_that_cannot_be_leave_a_heartbeat_without_gaps(gaps: str) -> None:
    assert last_heartbeat(f"conformance-guest boot={BOOT} seq=7 up=9.42{gaps}") == GuestSeen(boot=BOOT, seq=7, up=9.42)


def moved(run: RunContext, server: Instance, downtime: Downtime | None) -> Operation:
    """A live migration from a to b, in the journal."""
    operation = Operation(
        kind=OperationKind.LIVE_MIGRATION,
        server_id=server.id,
        request_id="req-1",
        source="a",
        destination="b",
        started=datetime.now(UTC),
        seconds=9,
        outcome=Outcome.DONE,
        downtime=downtime,
    )
    run.journal.append(operation)
    return operation


def test_a_downtime_beyond_the_threshold_is_the_destinations_fault(run: RunContext) -> None:
    server = boot(run, "a")
    long = moved(run, server, Downtime(seconds=6.2, resolution=0.05))
    with pytest.raises(CloudFault, match=r"answers again within 5 s while it moves\nseen: no answer for 6\.20 s \(to 0\.05 s\)\non: b"):
        CloudGuest(run).expect_short_downtime(server, long)


@pytest.mark.parametrize(
    "downtime",
    [
        None,
        Downtime(why_not="the guest does not answer"),
        Downtime(seconds=4.9, resolution=0.05),
        # on a busy machine the probe saw too little
        Downtime(seconds=6.2, resolution=2.0),
    ],
)
def test_nothing_is_wrong_with_what_is_shorter_or_not_known_for_certain(run: RunContext, downtime: Downtime | None) -> None:
    server = boot(run, "a")
    CloudGuest(run).expect_short_downtime(server, moved(run, server, downtime))


def test_a_profile_may_accept_any_downtime(run: RunContext) -> None:
    expect = run.profile.expect
    thresholds = expect.thresholds.model_copy(update={"live_migration_downtime_seconds": None})
    profile = run.profile.model_copy(update={"expect": expect.model_copy(update={"thresholds": thresholds})})
    run = replace(run, profile=profile)
    server = boot(run, "a")
    CloudGuest(run).expect_short_downtime(server, moved(run, server, Downtime(seconds=600, resolution=0.05)))


def test_what_the_guest_says_of_it_goes_into_the_journal_without_a_further_request(cloud: FakeCloud, run: RunContext) -> None:
    guest = CloudGuest(run)
    server = boot(run, "a")
    known = guest.boot_of(server)
    operation = moved(run, server, Downtime(seconds=0.4, resolution=0.05))
    guest.expect_same_boot(server, known)
    asked = len(cloud.seen)
    guest.expect_short_downtime(server, operation)
    assert len(cloud.seen) == asked
    (kept,) = [one for _, one in run.journal.operations() if one.kind is OperationKind.LIVE_MIGRATION]
    assert kept.downtime is not None
    assert (kept.downtime.seconds, kept.downtime.guest_gap) == (0.4, 0.25)
    assert kept.downtime.guest_stopped is not None
    assert run.journal.latest["req-1"] == kept


@pytest.mark.parametrize(
    "console", ["", "Linux version 6.1\n", "conformance-guest boot= seq=1 up=1", f"conformance-guest boot={BOOT} seq="]
)
def test_no_heartbeat_is_none(console: str) -> None:
    assert last_heartbeat(console) is None


def test_a_guest_that_hangs_does_not_run(cloud: FakeCloud, make_run: MakeRun) -> None:
    run = make_run(guest=0.2)
    server = boot(run, "a")
    CloudGuest(run).expect_running(server)
    cloud.faults["hung"] = "yes"
    with pytest.raises(CloudFault, match=r"its heartbeat goes on: not within its 0\.2 s .*; last seen: boot .*, heartbeat \d+\non: a"):
        CloudGuest(run).expect_running(server)


def test_a_guest_that_was_seen_alive_need_be_seen_only_once_more_and_one_that_hangs_since_is_not_taken_for_alive(
    cloud: FakeCloud, make_run: MakeRun
) -> None:
    run = make_run(guest=0.2)
    server = boot(run, "a")
    guest = CloudGuest(run)
    guest.expect_running(server)
    asked = len(cloud.seen)
    known = guest.boot_of(server)
    assert len(cloud.seen) == asked + 1
    cloud.faults["hung"] = "yes"
    with pytest.raises(CloudFault, match="its heartbeat goes on"):
        guest.boot_of(server)
    del cloud.faults["hung"]
    cloud.servers[server.id].boot = str(uuid.uuid4())
    assert guest.boot_of(server) not in {known, None}


def test_a_console_that_its_host_does_not_give_is_the_clouds_fault(cloud: FakeCloud, make_run: MakeRun) -> None:
    run = make_run(guest=0.2)
    server = boot(run, "a")
    cloud.faults["console"] = "Timed out waiting for a reply"
    with pytest.raises(CloudFault, match=r"nothing could be seen .*Timed out waiting for a reply\)\non: a"):
        CloudGuest(run).expect_running(server)


DATASOURCE = "Cloud-init v. 22.4.2 finished at Thu, 01 Jan 2026 00:00:00 +0000. Datasource {}.  Up 12.34 seconds"


def test_a_guest_without_a_config_drive_must_say_that_it_has_its_metadata(cloud: FakeCloud, make_run: MakeRun) -> None:
    run = make_run(guest=0.2)
    settings = run.profile.guest.model_copy(update={"config_drive": False, "metadata_line": "Datasource DataSourceOpenStack"})
    run = replace(run, profile=run.profile.model_copy(update={"guest": settings}))
    cloud.faults["printed"] = DATASOURCE.format("DataSourceOpenStack [net,ver=2]")
    server = boot(run, "a")
    assert cloud.servers[server.id].request["config_drive"] is False
    CloudGuest(run).expect_metadata(server)
    cloud.faults["printed"] = DATASOURCE.format("DataSourceNone")
    with pytest.raises(CloudFault, match=r"has read its metadata: 'Datasource DataSourceOpenStack' on its console: not within its 0\.2 s"):
        CloudGuest(run).expect_metadata(server)


def test_nothing_is_claimed_of_metadata_unless_the_profile_says_how_it_shows(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    asked = len(cloud.seen)
    CloudGuest(run).expect_metadata(server)
    assert cloud.servers[server.id].request["config_drive"] is True
    assert len(cloud.seen) == asked


def test_a_hard_reboot_that_did_not_restart_the_guest_is_seen(cloud: FakeCloud, make_run: MakeRun) -> None:
    run = make_run(guest=0.2)
    server = boot(run, "a")
    before = CloudGuest(run).boot_of(server)
    cloud.faults["reboot"] = "yes"
    hard_reboot(run, server)
    with pytest.raises(CloudFault, match=r"runs as a new boot.*still the boot"):
        CloudGuest(run).expect_new_boot(server, before)
    del cloud.faults["reboot"]
    hard_reboot(run, server)
    CloudGuest(run).expect_new_boot(server, before)


def test_a_guest_that_was_started_anew_is_not_the_same_boot(run: RunContext) -> None:
    server = boot(run, "a")
    with pytest.raises(CloudFault, match="it was started anew"):
        CloudGuest(run).expect_same_boot(server, str(uuid.uuid4()))


def test_where_the_image_has_no_heartbeat_nothing_is_claimed_of_it(run: RunContext) -> None:
    profile = run.profile.model_copy(update={"guest": run.profile.guest.model_copy(update={"console_heartbeat": False})})
    silent = CloudGuest(type(run)(**{**vars(run), "profile": profile}))
    server = boot(run, "a")
    assert silent.boot_of(server) is None
    silent.expect_same_boot(server, None)


@pytest.mark.parametrize(("greeting", "answers"), [(b"SSH-2.0-dropbear\r\n", True), (b"220 mail\r\n", False)])
def test_an_answer_is_the_greeting_of_an_ssh_server(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, greeting: bytes, answers: bool
) -> None:
    run = make_run(guest=0.2)
    reachable = run.profile.model_copy(update={"guest": run.profile.guest.model_copy(update={"reachable": True})})
    server = boot(run, "a").model_copy(update={"address": "127.0.0.1"})
    with socket.create_server(("127.0.0.1", 0)) as listening:
        monkeypatch.setattr("conformance.instances.guest.SSH_PORT", listening.getsockname()[1])

        def greet() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.sendall(greeting)

        thread = threading.Thread(target=greet)
        thread.start()
        guest = CloudGuest(type(run)(**{**vars(run), "profile": reachable}))
        try:
            if answers:
                guest.expect_answer(server)
            else:
                with pytest.raises(CloudFault, match="greeted with '220 mail'"):
                    guest.expect_answer(server)
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()
