"""What units log to the journal: it is read as their services wrote it, with how bad it is where the message does not say so."""

import json
from typing import Any

import pytest

from conformance.model.evidence import Source
from selftests.diagnosis.evidence.hosts.bench import NOW, OTHERS_REQUEST, REQUEST, Bench, at, oslo


def entry(message: object, seconds: float = 1, **fields: str) -> str:
    """A line of `journalctl --output json`, in the order in which it may have its fields."""
    micro = int((NOW.timestamp() + seconds) * 1_000_000)
    known: dict[str, Any] = {
        "SYSLOG_IDENTIFIER": "nova-compute",
        "_PID": "7",
        "__CURSOR": "s=831bdcd6645a430d9f123295e37dd0e3;i=142",
        "_HOSTNAME": "compute-01",
        "__REALTIME_TIMESTAMP": str(micro),
        "PRIORITY": "6",
        "__MONOTONIC_TIMESTAMP": "72833920795",
        **fields,
        "MESSAGE": message,
    }
    return json.dumps(known, separators=(",", ":"))


def of_libvirt(message: str, seconds: float = 1, priority: str = "3") -> str:
    return entry(
        message, seconds, SYSLOG_IDENTIFIER="libvirtd", PRIORITY=priority, LIBVIRT_SOURCE="util.error", CODE_FUNC="virFunc", CODE_LINE="12"
    )


def keep_journal(bench: Bench, *entries: str, alias: str = "") -> None:
    """Have the host be one with a journal of these entries. :param alias: the unit's own name, where it is asked after by another"""
    bench.server.stand_in("systemctl", f'case $1 in show) echo {alias} ;; cat) [ "$2" = nova-compute ] || [ "$2" = libvirtd ] ;; esac')
    (bench.directory / "entries").write_text("".join(f"{one}\n" for one in entries))
    bench.server.stand_in("journalctl", f'echo "$@" >{bench.directory}/asked; cat {bench.directory}/entries')


def asked(bench: Bench) -> str:
    return (bench.directory / "asked").read_text()


def told(seconds: float = 1) -> str:
    """What the journal puts before a message."""
    return f"{at(seconds, '%Y-%m-%dT%H:%M:%S')}.000000Z compute-01"


def test_a_unit_that_was_told_to_write_no_file_is_read_from_the_journal(bench: Bench) -> None:
    ours = oslo("ours", context=f"[{REQUEST}] ")
    keep_journal(bench, entry(ours))
    bench.services["nova_compute"] = {"kind": "systemd", "name": "nova-compute", "log": str(bench.log)}
    assert bench.lines() == [f"{told()} nova-compute[7]: {ours}"]
    bench.write(ours)
    assert bench.lines() == [ours]


def test_where_there_is_neither_file_nor_unit_both_are_said(bench: Bench) -> None:
    keep_journal(bench)
    bench.services["nova_compute"] = {"kind": "systemd", "name": "nova-computed", "log": str(bench.log)}
    assert bench.gaps(Source.NOVA_COMPUTE) == [f"there is no {bench.log}; there is no unit nova-computed"]


def test_of_the_journal_only_what_belongs_to_the_operation_is_chosen(bench: Bench) -> None:
    lines = {
        "too early": oslo("too early", -500, "ERROR"),
        "others'": oslo("others'", 1, "ERROR", context=f"[{OTHERS_REQUEST} user project] "),
        "a word": oslo("a word"),
        "failed": oslo("failed", 2, "ERROR", context=f"[{REQUEST} user project] "),
        "Traceback": oslo("Traceback", 2, "ERROR", context=""),
    }
    keep_journal(bench, entry(lines["too early"], -500), *(entry(lines[name], 2) for name in list(lines)[1:]))
    bench.services["nova_compute"] = {"kind": "systemd", "name": "nova-compute"}
    assert bench.lines() == [f"{told(2)} nova-compute[7]: {lines[name]}" for name in ("failed", "Traceback")]


def test_libvirts_messages_get_the_level_that_the_journal_keeps_apart(bench: Bench) -> None:
    keep_journal(
        bench,
        of_libvirt("hostname: compute-01", priority="6"),
        of_libvirt("Domain id=3 is tainted: host-cpu", priority="4"),
        of_libvirt("End of file while reading data: Input/output error"),
    )
    bench.services["nova_libvirt"] = {"kind": "systemd", "name": "libvirtd"}
    assert bench.lines(Source.LIBVIRT) == [
        f"{told()} libvirtd[7]: warning : virFunc:12 : Domain id=3 is tainted: host-cpu",
        f"{told()} libvirtd[7]: error : virFunc:12 : End of file while reading data: Input/output error",
    ]


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("systemd", "nova-compute.service: A process of this unit has been killed by the OOM killer."),
        ("systemd-journald", "Suppressed 1317 messages from nova-compute.service"),
    ],
)
def test_what_systemd_says_of_a_unit_is_evidence(bench: Bench, program: str, said: str) -> None:
    keep_journal(bench, entry(said, SYSLOG_IDENTIFIER=program, _PID="1", PRIORITY="5"))
    bench.services["nova_compute"] = {"kind": "systemd", "name": "nova-compute"}
    assert bench.lines() == [f"{told()} {program}[1]: {said}"]


def test_a_message_that_is_no_text_is_read_too(bench: Bench) -> None:
    said = oslo("no \x1b[31mcolour", level="ERROR", context=f"[{REQUEST}] ")
    keep_journal(bench, entry(list(said.encode())))
    bench.services["nova_compute"] = {"kind": "systemd", "name": "nova-compute"}
    assert bench.lines() == [f"{told()} nova-compute[7]: {said}"]


def test_a_message_of_several_lines_is_one_record(bench: Bench) -> None:
    said = oslo("failed\nTraceback (most recent call last):\n  File x", level="ERROR", context=f"[{REQUEST}] ")
    keep_journal(bench, entry(said))
    bench.services["nova_compute"] = {"kind": "systemd", "name": "nova-compute"}
    assert bench.lines() == f"{told()} nova-compute[7]: {said}".split("\n")


def test_long_messages_are_asked_for_and_a_unit_by_its_own_name(bench: Bench) -> None:
    keep_journal(bench, entry(oslo("ours", context=f"[{REQUEST}] ")), alias="openstack-nova-compute.service")
    bench.services["nova_compute"] = {"kind": "systemd", "name": "nova-compute"}
    assert bench.lines()
    assert {"--all", "--output", "json"} <= set(asked(bench).split())
    assert "--unit openstack-nova-compute.service --since @" in asked(bench)


def test_the_kernels_log_is_chosen_from_the_journal_as_from_dmesg(bench: Bench) -> None:
    said = f"{at(1, '%Y-%m-%dT%H:%M:%S')}+0000 compute-01 kernel: Out of memory: Killed process 7 (nova-compute)"
    bench.server.stand_in("dmesg", "exit 1")
    bench.server.stand_in("journalctl", f"echo '{said}'")
    assert bench.lines(Source.DMESG) == [said]
