"""Where logs are: files and what was rotated away from them, containers, journals, pods; and what is said where they are not."""

import bz2
import gzip
import lzma
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.diagnosis.evidence.hosts.read import Allowance
from conformance.model.evidence import Source
from selftests.diagnosis.evidence.hosts.bench import NOW, REQUEST, Bench, at, oslo
from selftests.needs import need_program

OURS = oslo("ours", context=f"[{REQUEST}] ")


def compressed_by_zstd(data: bytes) -> bytes:
    return subprocess.run(["zstd", "-q"], input=data, capture_output=True, check=True).stdout


@pytest.mark.parametrize(
    ("ending", "program", "compressed"),
    [
        (".1", "cat", bytes),
        ("-20261121", "cat", bytes),
        (".2.gz", "gzip", gzip.compress),
        ("-20261121.xz", "xz", lzma.compress),
        (".1.bz2", "bzip2", bz2.compress),
        (".1.zst", "zstd", compressed_by_zstd),
    ],
)
def test_what_was_rotated_away_is_read_too(bench: Bench, ending: str, program: str, compressed: Callable[[bytes], bytes]) -> None:
    need_program(program, {"xz": "xz-utils", "cat": "coreutils"}.get(program, program))
    rotated = oslo("before the rotation", 0, context=f"[{REQUEST}] ")
    path = bench.log.with_name(bench.log.name + ending)
    path.write_bytes(compressed(f"{rotated}\n".encode()))
    os.utime(path, (time.time() - 1,) * 2)
    bench.write(OURS)
    assert bench.lines() == [rotated, OURS]


def test_logs_that_were_last_written_before_are_not_even_opened(bench: Bench) -> None:
    old = bench.log.with_name("nova-compute.log.7.gz")
    old.write_bytes(b"this is no gzip")
    os.utime(old, (time.time() - 86400,) * 2)
    bench.write(OURS)
    assert bench.lines() == [OURS]


def test_of_a_large_log_only_the_time_of_the_operation_is_read(bench: Bench) -> None:
    bench.server.stand_in("dd", f'/bin/dd "$@" | tee -a {bench.directory}/read')
    with bench.log.open("w") as log:
        log.writelines(f"{oslo('x' * 200, -50_000 + number)}\n" for number in range(50_000))
        log.write(f"{OURS}\n")
    assert bench.lines()[-1] == OURS
    assert bench.log.stat().st_size > 12_000_000
    assert (bench.directory / "read").stat().st_size < 2_000_000


def test_a_log_that_cannot_be_read_in_its_time_gives_what_was_read_and_a_gap(bench: Bench) -> None:
    bench.write(OURS)
    bench.server.stand_in("dd", '/bin/dd "$@"; exec sleep 30')
    text = [getattr(piece, "text", None) or getattr(piece, "why", None) for piece in bench.read(Source.NOVA_COMPUTE, Allowance(share=1))]
    assert text == [OURS, f"{bench.log} was not read to its end within 1 s"]


def test_a_host_that_has_no_time_left_says_so(bench: Bench) -> None:
    bench.write(OURS)
    assert bench.gaps(Source.NOVA_COMPUTE, allowance=Allowance(seconds=0)) == ["not read: the time for this host was over"]


def test_a_log_that_is_not_there_is_a_gap(bench: Bench) -> None:
    assert bench.gaps(Source.NOVA_COMPUTE) == [f"there is no {bench.log}"]


def test_a_log_with_nothing_of_the_operation_is_no_gap(bench: Bench) -> None:
    bench.write(oslo("all is well"))
    assert bench.lines() == []


def test_a_path_is_no_shell_code(bench: Bench) -> None:
    directory = bench.directory / "two words; touch $HOME 'x'"
    directory.mkdir()
    log = directory / "a.log"
    log.write_text(f"{OURS}\n")
    bench.services["nova_compute"]["log"] = str(log)
    assert bench.lines() == [OURS]


def engine(bench: Bench, name: str, pid: int, mounts: str = "") -> None:
    """A container engine that knows one container; it shares our files if its process is one of ours, and does not run if that is 0."""
    bench.server.stand_in(
        "docker",
        f"""
        for last; do :; done
        [ "$last" = {name} ] || {{ echo "Error: No such container: $last" >&2; exit 1; }}
        case "$*" in
            *.State.Pid*) echo {pid} ;;
            *.Mounts*) echo '{mounts}' ;;
            *.Id*) echo 4f ;;
            *.State.Status*) echo running exit=0 oom_killed=false started=now ;;
            logs*) echo '{at(1, "%Y-%m-%dT%H:%M:%S")}.123456789Z {OURS}' ;;
            *) exit 1 ;;
        esac""",
    )


def test_a_containers_log_is_read_from_outside_so_that_it_needs_no_tools(bench: Bench) -> None:
    bench.services["nova_compute"] = {"kind": "docker", "name": "nova_compute", "log": str(bench.log)}
    engine(bench, "nova_compute", bench.server.process)
    bench.write(OURS)
    assert bench.lines() == [OURS]


def test_the_log_of_a_container_that_died_is_read_from_its_volume(bench: Bench) -> None:
    bench.services["nova_compute"] = {"kind": "docker", "name": "nova_compute", "log": "/var/log/kolla/nova/nova-compute.log"}
    engine(bench, "nova_compute", 0, f"/var=/nowhere\n/var/log/kolla/={bench.directory}")
    (bench.directory / "nova").mkdir()
    (bench.directory / "nova" / "nova-compute.log").write_text(f"{OURS}\n")
    assert bench.lines() == [OURS]


def test_a_container_that_died_with_its_log_is_a_gap(bench: Bench) -> None:
    bench.services["nova_compute"] = {"kind": "docker", "name": "nova_compute", "log": "/nowhere/nova.log"}
    engine(bench, "nova_compute", 0, f"/var/log/kolla={bench.directory}")
    assert bench.gaps(Source.NOVA_COMPUTE) == ["container nova_compute does not run, and its /nowhere/nova.log is on no volume"]


def test_a_container_that_logs_to_its_output_is_asked_for_that_time(bench: Bench) -> None:
    bench.services["nova_compute"] = {"kind": "docker", "name": "nova_compute"}
    engine(bench, "nova_compute", bench.server.process)
    assert bench.lines() == [f"{at(1, '%Y-%m-%dT%H:%M:%S')}.123456789Z {OURS}"]


def test_what_a_service_is_instead_is_read_where_it_is_that(bench: Bench) -> None:
    bench.write(OURS)
    bench.services["nova_compute"] = {
        "kind": "docker",
        "name": "nova_compute",
        "log": str(bench.log),
        "alternatives": [{"kind": "process", "name": "nova-compute", "log": str(bench.log)}],
    }
    engine(bench, "another", bench.server.process)
    assert bench.lines() == [OURS]
    bench.log.unlink()
    assert bench.gaps(Source.NOVA_COMPUTE) == [f"there is no container nova_compute; there is no {bench.log}"]


def test_a_units_journal_is_read_of_that_time(bench: Bench) -> None:
    bench.services["nova_compute"] = {"kind": "systemd", "name": "devstack@n-cpu"}
    assert bench.gaps(Source.NOVA_COMPUTE) == ["there is no unit devstack@n-cpu"]
    bench.server.stand_in("systemctl", '[ "$1 $2" = "cat devstack@n-cpu" ]')
    line = f"{at(1, '%Y-%m-%dT%H:%M:%S')}+0000 compute-01 nova-compute[7]: ERROR nova.compute.manager [-] failed"
    bench.server.stand_in("journalctl", f"echo \"$@\" >{bench.directory}/asked; echo '{line}'; echo '    continued'")
    assert bench.lines() == [line, "    continued"]
    asked = (bench.directory / "asked").read_text()
    assert "--unit devstack@n-cpu --since @" in asked


def test_a_pods_log_is_read_where_its_node_keeps_it(bench: Bench) -> None:
    pod = bench.directory / "openstack_nova-compute-default-x7k2p_0f3c" / "nova-compute"
    pod.mkdir(parents=True)
    line = f"{at(1, '%Y-%m-%dT%H:%M:%S')}.123456789Z stdout F {OURS}"
    (pod / "1.log").write_text(f"{line}\n")
    service = {"kind": "kubectl", "name": "application=nova,component=compute"}
    bench.services["nova_compute"] = service | {"host_log": f"{bench.directory}/openstack_*/nova-compute/*.log"}
    assert bench.lines() == [line]
    bench.services["nova_compute"] = service | {"container": "nova-compute"}
    assert bench.gaps(Source.NOVA_COMPUTE) == ["there is no /var/log/pods/openstack_*/nova-compute/*.log"]
    bench.services["nova_compute"] = service
    why = "the profile does not say where nova_compute logs. Add services.nova_compute.host_log to it"
    assert bench.gaps(Source.NOVA_COMPUTE) == [why]


def test_denials_in_the_audit_log_are_chosen_by_their_time(tmp_path: Path, bench: Bench) -> None:
    now = NOW.timestamp() + 1
    denied = (
        'type=AVC msg=audit({:.3f}:242): avc:  denied  { read } for  pid=7 comm="qemu-system-x86" scontext=system_u:system_r:svirt_t:s0'
    )
    lines = [denied.replace("{:.3f}", f"{stamp:.3f}") for stamp in (now - 9000, now)]
    other = f'type=AVC msg=audit({now:.3f}:243): avc:  denied  {{ read }} for  pid=8 comm="httpd"'
    started = f"type=SERVICE_START msg=audit({now:.3f}:244): res=success"
    log = tmp_path / "audit.log"
    log.write_text("\n".join([*lines, other, started]) + "\n")
    assert bench.call(f"log_files audit 60 audit {log}") == [lines[1]]
