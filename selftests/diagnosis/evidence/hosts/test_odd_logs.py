"""Logs that no program should have written cost their host little, and what they say is read."""

import gzip
import os
from pathlib import Path

import pytest

from conformance.diagnosis.evidence.hosts.read import ALLOWANCE, Allowance, read_host
from conformance.diagnosis.evidence.hosts.traces import Traces
from conformance.model.evidence import Evidence, Gap, Side, Source
from conformance.transport.command import quoted
from selftests.diagnosis.evidence.hosts.bench import HOST, REQUEST, Bench, oslo

OURS = oslo("Instance failed to spawn", level="ERROR", context=f"[{REQUEST} - - - - -] ")
LITTLE = Allowance(memory=60_000)
"""KiB, of which awk itself takes about 10,000: a line or a hole that was held as a whole would not fit."""

MIB = 1024 * 1024


def sparse(path: Path, hole: int, after: str, before: str = "") -> None:
    """A log whose middle was never written; it takes no space."""
    with path.open("wb") as log:
        log.write(before.encode())
        log.truncate(hole)
        log.seek(hole)
        log.write(after.encode())


def test_a_record_behind_a_hole_is_found(bench: Bench) -> None:
    """As logrotate's copytruncate leaves a log, if the writer goes on where it was."""
    sparse(bench.log, 20 * 1024 * MIB, f"{OURS}\n")
    assert bench.lines(allowance=LITTLE) == [OURS]


def test_a_record_before_space_that_was_set_aside_is_found(bench: Bench) -> None:
    bench.write(OURS)
    os.truncate(bench.log, 8 * MIB)
    assert bench.lines(allowance=LITTLE) == [OURS]


def test_what_is_older_before_a_hole_is_passed_over(bench: Bench) -> None:
    sparse(bench.log, 64 * MIB, f"{OURS}\n", before=f"{oslo('ours', -9000, 'ERROR')}\n" * 2000)
    assert bench.lines(allowance=LITTLE) == [OURS]


def test_a_line_without_an_end_is_not_held_as_a_whole(bench: Bench) -> None:
    bench.log.write_text(f"{OURS}\n" + "x" * 96 * MIB)
    text = bench.lines(allowance=LITTLE)
    assert text[0] == OURS
    assert sum(map(len, text)) < 100_000


def test_a_compressed_log_of_nothing_is_unpacked_to_a_limit_and_that_is_said(bench: Bench) -> None:
    bench.write(OURS)
    with gzip.open(f"{bench.log}.1.gz", "wb", compresslevel=1) as log:
        for _ in range(96):
            log.write(bytes(MIB))
    little = Allowance(memory=60_000, inflated=MIB)
    assert bench.gaps(Source.NOVA_COMPUTE, allowance=little) == [
        f"{bench.log} was not read to its end: unpacked, it is longer than {MIB} bytes"
    ]
    with gzip.open(f"{bench.log}.1.gz", "wb") as log:
        log.write(f"{OURS}\n".encode() + bytes(90_000))
    assert bench.lines(allowance=little) == [OURS, OURS]


def test_the_memory_of_a_program_that_reads_logs_is_limited(bench: Bench) -> None:
    bench.write(OURS)
    asked = bench.directory / "asked"
    bench.server.stand_in("fold", f'ulimit -v >{asked}; exec /usr/bin/fold "$@"')
    assert bench.lines() == [OURS]
    assert asked.read_text().strip() == str(ALLOWANCE.memory)


def test_a_reader_that_wants_more_memory_than_it_may_have_is_a_gap(bench: Bench) -> None:
    bench.write(OURS)
    bench.server.stand_in("gawk", 'echo "fatal: cannot allocate" >&2; exit 2')
    assert bench.gaps(Source.NOVA_COMPUTE) == [
        f"{bench.log} was not read to its end: the program that reads it failed, or wanted more memory than {ALLOWANCE.memory} KiB"
    ]


def test_of_very_many_rotated_files_the_newest_are_read(bench: Bench) -> None:
    """Counted are the programs that are started: each costs its host a few milliseconds."""
    started = bench.directory / "started"
    for program in ("stat", "dd", "date", "tr"):
        bench.server.stand_in(program, f'echo >>{started}; exec /usr/bin/{program} "$@"')
    bench.write(OURS)
    for number in range(300):
        (bench.directory / f"nova-compute.log.{number}").touch()
        os.utime(bench.directory / f"nova-compute.log.{number}", (bench.log.stat().st_mtime - 60,) * 2)
    assert bench.gaps(Source.NOVA_COMPUTE) == [f"{bench.log}: there are more than 32 such files; the newest are read"]
    assert len(started.read_text()) < 300


def test_a_name_with_a_line_end_is_no_second_name(bench: Bench) -> None:
    secret = bench.directory / "secret"
    secret.write_text(f"{OURS} secret\n")
    bench.write(OURS)
    odd = Path(f"{bench.log}-x\n{secret}")
    odd.parent.mkdir(parents=True, exist_ok=True)
    odd.touch()
    assert bench.lines() == [OURS]


def test_a_name_that_is_a_pattern_is_that_name(bench: Bench) -> None:
    (bench.directory / "secret").write_text(f"{OURS} secret\n")
    bench.write(OURS)
    Path(f"{bench.log}-*").touch()
    assert bench.lines() == [OURS]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a link of another user")
@pytest.mark.parametrize(("owner", "read"), [(0, True), (65534, False)])
def test_a_link_in_the_place_of_a_log_is_followed_if_root_made_it(bench: Bench, owner: int, read: bool) -> None:
    elsewhere = bench.directory / "elsewhere"
    elsewhere.write_text(f"{OURS}\n")
    bench.log.symlink_to(elsewhere)
    os.lchown(bench.log, owner, owner)
    if read:
        assert bench.lines() == [OURS]
    else:
        assert bench.gaps(Source.NOVA_COMPUTE) == [
            f"{bench.log} is a link that is not followed: it leads out of its container, or was not made by root"
        ]


@pytest.mark.parametrize("form", ["service", "guest"])
@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("{host}", "nowhere"),
        ("../../../../../../../../../..{host}", "nowhere"),
        ("/log/real", "inside"),
        ("real", "inside"),
        ("x.log", "nowhere"),
    ],
    ids=["absolute", "upwards", "absolute inside", "relative inside", "circle"],
)
def test_links_of_a_container_lead_nowhere_but_into_it(bench: Bench, form: str, link: str, leads: str) -> None:
    """Read from its host, the kernel takes an absolute link from the host's own root."""
    secret = bench.directory / "secret"
    secret.write_text(f"{OURS} of the host\n")
    root = bench.directory / "root"
    (root / "log").mkdir(parents=True)
    (root / "log" / "real").write_text(f"{OURS}\n")
    (root / "log" / "x.log").symlink_to(link.format(host=secret))
    text = bench.call(f"log_files qemu 60 {form} {root}/log/x.log {root} || absent qemu")
    assert text == ([OURS] if leads == "inside" else [])


def test_a_directory_of_a_container_that_is_a_link_leads_into_it(bench: Bench) -> None:
    outside = bench.directory / "outside"
    outside.mkdir()
    (outside / "x.log").write_text(f"{OURS} of the host\n")
    root = bench.directory / "root"
    root.mkdir()
    (root / "log").symlink_to(outside)
    assert bench.call(f"log_files qemu 60 guest {root}/log/x.log {root} || absent qemu") == []


def test_the_name_of_a_file_is_no_part_of_the_frame(bench: Bench) -> None:
    root = bench.directory / "root"
    root.mkdir()
    (root / "x.log-\036log libvirt\0371\035").symlink_to("x.log-\036log libvirt\0371\035")
    pieces = read_host(bench.access, bench.operation, Traces([REQUEST]), [quoted(f"log_files qemu 60 guest {root}/x.log {root}")])
    why = "/x.log-?log libvirt?1? is a link that is not followed: it leads out of its container, or was not made by root"
    assert list(pieces) == [
        Gap(source=Source.QEMU, why=why, host=HOST),
        Evidence(source=Source.QEMU, text="", host=HOST, side=Side.SOURCE),
    ]
