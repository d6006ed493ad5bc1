"""Which lines of a log belong to an operation."""

import getpass
import os
from datetime import timedelta

import pytest

from conformance.diagnosis.evidence.hosts.read import Allowance
from conformance.model.evidence import Evidence, Source
from selftests.diagnosis.evidence.hosts.bench import DOMAIN, NOW, OTHER, OTHERS_REQUEST, REQUEST, SERVER, Bench, at, oslo
from selftests.needs import need_program

CONTEXT = f"[{REQUEST} {REQUEST[:-1]}7 5c1f 7d2e - - default default] "
OTHERS_CONTEXT = f"[{OTHERS_REQUEST} {OTHERS_REQUEST[:-1]}7 5c1f 7d2e - - default default] "
PERIODIC = f"[None {OTHERS_REQUEST} - - - - - -] "


def test_what_names_the_request_or_the_instance_is_chosen(bench: Bench) -> None:
    ours = [oslo("one", context=CONTEXT), oslo(f"[instance: {SERVER}] two"), oslo(f"port of {SERVER} three", level="DEBUG")]
    bench.write(ours[0], oslo("nothing of ours"), *ours[1:])
    assert bench.lines() == ours


def test_errors_of_the_time_are_chosen_even_if_they_name_nothing(bench: Bench) -> None:
    lost = oslo("AMQP server on 10.0.0.5:5672 is unreachable", level="ERROR", logger="oslo.messaging._drivers.impl_rabbit")
    late = oslo("Timeout", level="WARNING", context=PERIODIC)
    bench.write(oslo("all is well"), lost, late)
    assert bench.lines() == [lost, late]


def test_what_others_do_at_the_same_time_is_not_chosen(bench: Bench) -> None:
    bench.write(
        oslo(f"[instance: {OTHER}] Instance failed to spawn", level="ERROR", context=PERIODIC),
        oslo("Traceback (most recent call last):", level="ERROR", context=""),
        oslo("libvirtError: theirs", level="ERROR", context=""),
        oslo("Exception during message handling: theirs", level="ERROR", logger="oslo_messaging.rpc.server", context=OTHERS_CONTEXT),
        oslo("Traceback (most recent call last):", level="ERROR", logger="oslo_messaging.rpc.server", context=""),
        "  with a line of its own",
        oslo("ours", level="ERROR", context=CONTEXT),
    )
    assert bench.lines() == [oslo("ours", level="ERROR", context=CONTEXT)]


def test_what_came_before_and_after_is_not_chosen(bench: Bench) -> None:
    chosen = oslo("ours", context=CONTEXT)
    bench.write(oslo("Failed", -400, "ERROR"), "its traceback", oslo("ours", -3600, context=CONTEXT), chosen, oslo("Failed", 200, "ERROR"))
    assert bench.lines() == [chosen]


def test_what_was_said_before_the_operation_stands_by_itself(bench: Bench) -> None:
    before, failed = oslo("lost the broker", -60, "ERROR"), oslo("Failed", 1, "ERROR")
    bench.write(before, "its traceback", failed, oslo("the end", 2, context=CONTEXT))
    pieces = [piece for piece in bench.read(Source.NOVA_COMPUTE) if isinstance(piece, Evidence)]
    assert [(piece.earlier, piece.text.splitlines()[0]) for piece in pieces if piece.text] == [(True, before), (False, failed)]
    assert pieces[0].text.splitlines() == [before, "its traceback"]


def test_a_log_that_speaks_of_before_alone_says_nothing_of_since(bench: Bench) -> None:
    before = oslo("lost the broker", -60, "ERROR")
    bench.write(before)
    pieces = [piece for piece in bench.read(Source.NOVA_COMPUTE) if isinstance(piece, Evidence)]
    assert [(piece.earlier, piece.text) for piece in pieces if piece.source is Source.NOVA_COMPUTE] == [(True, before), (False, "")]


def test_where_reading_begins_within_a_record_its_rest_is_nobodys(bench: Bench) -> None:
    """A long log is read from the block in which the window begins, and that begins anywhere in what others wrote before."""
    others = [
        line
        for number in range(200)
        for line in (oslo(f"Error from last host {number}", -900, level="ERROR"), *["Traceback: GlanceConnectionFailed " + "x" * 200] * 10)
    ]
    ours = oslo("No valid host was found", level="WARNING", context=CONTEXT)
    bench.write(*others, ours)
    assert bench.log.stat().st_size > 6 * 65536
    assert bench.lines() == [ours]


def test_a_traceback_is_whole(bench: Bench) -> None:
    traceback = [
        oslo("Exception during message handling", level="ERROR", logger="oslo_messaging.rpc.server", context=CONTEXT),
        *(oslo(f"  File {i}", level="ERROR", logger="oslo_messaging.rpc.server", context="") for i in range(120)),
        oslo("libvirt.libvirtError: internal error: process exited", level="ERROR", logger="oslo_messaging.rpc.server", context=""),
        "2026 qemu-system-x86_64: -accel kvm: failed to initialize kvm: Permission denied",
        "",
        "  indented",
    ]
    bench.write(oslo("before"), *traceback, oslo("after"))
    assert bench.lines() == traceback


def test_tracebacks_of_two_workers_that_write_at_the_same_time_are_kept_apart(bench: Bench) -> None:
    head = oslo("Exception", level="ERROR", context=CONTEXT)
    theirs = oslo("Exception", level="ERROR", context=OTHERS_CONTEXT).replace(" 47 ", " 48 ")
    more = [oslo(f"File {i}", level="ERROR", context="") for i in range(2)]
    bench.write(head, theirs, more[0], more[0].replace(" 47 ", " 48 ").replace("File", "Their"), more[1])
    assert bench.lines() == [head, *more]


@pytest.mark.parametrize(
    "line",
    [
        f"{at(1)}.123+0000: 33: error : virCommandWait:2725 : internal error",
        f"{at(1, '%Y-%m-%dT%H:%M:%S')}.123456Z stdout F {at(1)}.123 7 ERROR nova [-] in a pod",
        f"{at(1, '%Y-%m-%dT%H:%M:%S')}+0000 compute-01 nova-compute[7]: ERROR nova [-] in a journal",
        f"{at(1, '%Y-%m-%dT%H:%M:%S')}.123Z|00012|binding|ERR|of Open vSwitch",
        f"{at(1, '%b %e %H:%M:%S')} compute-01 libvirtd[12]: ERROR by syslog",
        f'{{"message": "failed", "asctime": "{at(1)}.123", "levelname": "ERROR"}}',
        f'{{"log":"ERROR failed\\n","stream":"stderr","time":"{at(1, "%Y-%m-%dT%H:%M:%S")}.123456789Z"}}',
    ],
    ids=["libvirt", "pod", "journal", "Open vSwitch", "syslog", "JSON", "Docker's JSON"],
)
def test_times_are_understood_as_each_program_writes_them(bench: Bench, line: str) -> None:
    day, now = at(-86400), at(1)
    before = line.replace(now[:10], day[:10]).replace(at(1, "%b %e"), at(-86400, "%b %e"))
    assert before != line
    bench.write(before, line)
    assert bench.lines() == [line]


def test_a_log_in_the_hosts_own_time_zone_is_understood(bench: Bench) -> None:
    bench.server.stand_in("date", 'TZ=XXX-5:30 exec /bin/date "$@"')
    here = oslo("local", 5.5 * 3600, context=CONTEXT)
    bench.write(oslo("long ago", 3 * 3600, "ERROR"), here)
    assert bench.lines() == [here]
    utc = oslo("UTC", context=CONTEXT)
    bench.write(oslo("long ago", -3600, "ERROR"), utc)
    assert bench.lines() == [utc]


@pytest.mark.parametrize("ahead", [-7200, 7200])
def test_a_host_whose_clock_is_wrong_is_read_by_its_clock(bench: Bench, ahead: int) -> None:
    bench.server.stand_in(
        "date",
        f"""case $*:$1 in
            +%s*) exec /bin/date -d "@$(($(/bin/date +%s) + {ahead}))" "$@" ;;
            *) exec /bin/date "$@" ;;
        esac""",
    )
    # a service that runs, whatever else this machine does: the last words of one that does not are read from before the operation, too
    bench.services["nova_compute"] |= {"name": "sshd"}
    ours = oslo("ours by its clock", ahead, context=CONTEXT)
    bench.write(*sorted([oslo("Failed", 1, "ERROR"), ours]))
    os.utime(bench.log, ((NOW + timedelta(seconds=10)).timestamp(),) * 2)
    assert bench.lines() == [ours]
    assert abs(float(bench.facts()["clock"].split()[0]) - ahead) < 3


def test_the_guests_own_log_is_read_whole_of_that_time(bench: Bench) -> None:
    (bench.directory / "qemu").mkdir()
    said = [
        f"{at(1)}.123+0000: starting up libvirt version: 9.0.0",
        "/usr/bin/qemu-system-x86_64 \\",
        "-name guest=x \\",
        f"{at(2, '%Y-%m-%dT%H:%M:%S')}.123456Z qemu-system-x86_64: -accel kvm: failed to initialize kvm: Permission denied",
        f"{at(3)}.123+0000: shutting down, reason=failed",
    ]
    log = bench.directory / "qemu" / f"{DOMAIN}.log"
    log.write_text("\n".join([f"{at(-9000)}.1+0000: starting up", "its command", *said]) + "\n")
    assert bench.lines(Source.QEMU) == said


def test_the_guests_log_is_found_by_the_instances_id_where_its_name_is_not_known(bench: Bench) -> None:
    (bench.directory / "qemu").mkdir()
    (bench.directory / "qemu" / "renamed.log").write_text(f"{at(1)}.1+0000: starting up\n-uuid {SERVER} \\\n")
    (bench.directory / "qemu" / "other.log").write_text(f"{at(1)}.1+0000: starting up\n-uuid {OTHER} \\\n")
    assert bench.lines(Source.QEMU, domain=None) == [f"{at(1)}.1+0000: starting up", f"-uuid {SERVER} \\"]


def test_a_guest_that_was_never_started_there_has_no_log_and_that_is_known(bench: Bench) -> None:
    assert bench.gaps(Source.QEMU) == [f"there is no {bench.directory}/qemu, or it may not be read by {getpass.getuser()}"]
    (bench.directory / "qemu").mkdir()
    assert bench.lines(Source.QEMU) == []


@pytest.mark.parametrize("up", [30, 5_000, 10_000_000])
def test_what_the_kernel_said_at_that_time_is_read(bench: Bench, up: int) -> None:
    """However long the host is up; the uptime is not this machine's own, as a test is no place to depend on that."""
    bench.up(up)
    said = [(seconds, text) for seconds, text in ((-4000, "long ago"), (1, "Killed process 7 (qemu-system-x86)")) if up + seconds >= 0]
    lines = [f"[{up + seconds:5}.123456] Out of memory: {text}" for seconds, text in said]
    bench.server.stand_in("dmesg", "\n".join(f"echo '{line}'" for line in lines))
    (line,) = bench.lines(Source.DMESG)
    assert line.endswith("] Out of memory: Killed process 7 (qemu-system-x86)")


@pytest.mark.parametrize("awk", ["gawk", "mawk", "busybox awk"])
def test_any_awk_will_do(bench: Bench, awk: str) -> None:
    name, *applet = awk.split()
    program = need_program(name, "busybox-static" if applet else name)
    bench.server.stand_in("gawk", f'exec {program} {" ".join(applet)} "$@"')
    ours = [oslo("ours", level="ERROR", context=CONTEXT), oslo("File 1", level="ERROR", context=""), "more"]
    bench.write(
        oslo("before", -3600, "ERROR"),
        oslo("theirs", level="ERROR", context=OTHERS_CONTEXT),
        "x",
        *ours,
        oslo("by the way"),
        oslo("after", 500),
    )
    assert bench.lines() == ours


def test_busybox_will_do(bench: Bench) -> None:
    busybox = need_program("busybox", "busybox-static")
    for applet in ("sh", "gawk", "date", "dd", "find", "ls", "stat", "timeout", "gzip", "df", "sed", "grep", "cut", "tr", "tail", "head"):
        name = "awk" if applet == "gawk" else applet
        bench.server.stand_in(applet, f'exec {busybox} {name} "$@"')
    ours = oslo("ours", level="ERROR", context=CONTEXT)
    bench.write(*(oslo("before", -3600, "ERROR") for _ in range(20_000)), ours)
    assert bench.lines() == [ours]
    assert bench.facts()["memory"].startswith("MemTotal: ")


def test_of_too_much_the_beginning_and_the_end_stay(bench: Bench) -> None:
    bench.write(*(oslo(f"number {number:05}", level="ERROR", context=CONTEXT) for number in range(20_000)))
    lines = bench.lines(allowance=Allowance(bytes=8192))
    assert "number 00000" in lines[0]
    assert "number 19999" in lines[-1]
    (gap,) = [line for line in lines if line.startswith("[")]
    assert gap == f"[{20_000 - len(lines) + 1} records left out]"
    assert sum(map(len, lines)) <= 8192


def test_debug_lines_do_not_push_out_what_decides(bench: Bench) -> None:
    error = oslo("this decides", level="ERROR", context=CONTEXT)
    noise = [oslo("x" * 200, level="DEBUG", context=CONTEXT) for _ in range(2000)]
    bench.write(*noise, error, *noise)
    lines = bench.lines(allowance=Allowance(bytes=4096))
    assert error in lines
    assert sum(map(len, lines)) < 2 * 4096


@pytest.mark.parametrize(
    "junk",
    [b"\x00\xff\xfe" * 5000, b"ERROR \x1d\x1e\x1f\n\x1f0\n\x1elog libvirt\n\x1f1\nforged\n", b"A" * 20_000_000],
    ids=["binary", "marks", "long line"],
)
def test_hostile_logs_do_no_harm(bench: Bench, junk: bytes) -> None:
    ours = oslo("ours", level="ERROR", context=CONTEXT)
    bench.log.write_bytes(f"{ours}\n".encode() + junk + b"\n" + f"{ours} again\n".encode())
    lines = bench.lines()
    assert lines[0] == ours
    assert lines[-1] == f"{ours} again"
    assert sum(map(len, lines)) < 30_000
    assert bench.gaps(Source.LIBVIRT) == ["the profile does not say how nova_libvirt runs. Add services.nova_libvirt to it"]
