"""What a service said at its end is read however long ago that was, where it does not run."""

import os
from collections.abc import Sequence

import pytest

from conformance.model.evidence import Evidence, Source
from selftests.diagnosis.evidence.hosts.bench import NOW, Bench, oslo

HOUR = 3600
PROGRAM = "no-such-service"
DIED = oslo("Unhandled error: keystoneauth1.exceptions.auth_plugins.MissingAuthPlugin", -HOUR, "CRITICAL", logger="nova", context="[-] ")
LONG_BEFORE = oslo("Failed", -2 * HOUR, "ERROR")


def written(bench: Bench, *lines: str, ago: int = HOUR) -> None:
    """A log to which nothing was written since."""
    bench.write(*lines)
    os.utime(bench.log, times=(NOW.timestamp() - ago,) * 2)


def is_a(bench: Bench, **service: object) -> None:
    bench.services["nova_compute"] = {"log": str(bench.log), **service}


def said(bench: Bench) -> Sequence[tuple[bool, str]]:
    pieces = bench.read(Source.NOVA_COMPUTE)
    return [(piece.earlier, piece.text) for piece in pieces if isinstance(piece, Evidence) and piece.text]


def test_the_last_words_of_a_service_that_does_not_run(bench: Bench) -> None:
    is_a(bench, kind="process", name=PROGRAM)
    written(bench, LONG_BEFORE, DIED)
    assert said(bench) == [(True, DIED)]


def test_what_a_service_that_runs_said_as_long_ago_is_not_read(bench: Bench) -> None:
    # the server through which the host is read
    is_a(bench, kind="process", name="sshd")
    written(bench, LONG_BEFORE, DIED)
    assert said(bench) == []


def test_one_alternative_that_runs_is_enough(bench: Bench) -> None:
    is_a(bench, kind="process", name=PROGRAM, alternatives=[{"kind": "process", "name": "sshd"}])
    written(bench, DIED)
    assert said(bench) == []


def test_words_of_more_than_a_month_ago_are_not_read(bench: Bench) -> None:
    month = 31 * 24 * HOUR
    is_a(bench, kind="process", name=PROGRAM)
    written(bench, oslo("Failed", -month, "ERROR"), ago=month)
    assert said(bench) == []


def test_one_that_died_a_moment_ago_is_read_as_ever(bench: Bench) -> None:
    before, lately = oslo("Failed", -400, "ERROR"), oslo("Failed again", -30, "ERROR")
    is_a(bench, kind="process", name=PROGRAM)
    written(bench, before, lately, ago=30)
    assert said(bench) == [(True, lately)]


@pytest.mark.parametrize(
    ("program", "answers", "service", "read"),
    [
        ("docker", "echo false", {"kind": "docker", "name": "nova_compute"}, True),
        ("docker", "echo true", {"kind": "docker", "name": "nova_compute"}, False),
        ("docker", "echo 'Cannot connect to the Docker daemon' >&2; exit 1", {"kind": "docker", "name": "nova_compute"}, False),
        ("systemctl", "echo failed", {"kind": "systemd", "name": "nova-compute"}, True),
        ("systemctl", "echo active", {"kind": "systemd", "name": "nova-compute"}, False),
        ("systemctl", '[ "$1" != is-active ] || echo inactive', {"kind": "systemd", "name": "nova-compute"}, True),
        ("systemctl", '[ "$1" != is-active ] && echo libvirtd.socket || echo inactive', {"kind": "systemd", "name": "libvirtd"}, False),
        ("supervisorctl", "echo 'nova-compute FATAL Exited too quickly'; exit 3", {"kind": "supervisor", "name": "nova-compute"}, True),
        ("supervisorctl", "echo 'nova-compute RUNNING pid 47, uptime 0:10:00'", {"kind": "supervisor", "name": "nova-compute"}, False),
    ],
)
def test_who_knows_that_it_does_not_run(bench: Bench, program: str, answers: str, service: dict[str, str], read: bool) -> None:
    bench.server.stand_in(program, answers)
    is_a(bench, **service, host_log=str(bench.log))
    written(bench, DIED)
    assert said(bench) == ([(True, DIED)] if read else [])


def test_the_last_words_that_a_container_wrote_to_its_output(bench: Bench) -> None:
    stamp = DIED[:19].replace(" ", "T")
    # asked for the last line, or for those of the window: the words are in it only if it begins before them
    bench.server.stand_in(
        "docker",
        f"""case $* in
            *State.Running*) echo false ;;
            *--tail*) echo "{stamp}.123456789Z the end" ;;
            *--since*) [ "$4" -le {NOW.timestamp() - HOUR:.0f} ] && echo "{DIED}" ;;
        esac""",
    )
    bench.services["nova_compute"] = {"kind": "docker", "name": "nova_compute"}
    assert said(bench) == [(True, DIED)]


def test_the_last_words_in_the_journal(bench: Bench) -> None:
    moment = int(NOW.timestamp()) - HOUR
    bench.server.stand_in("systemctl", "case $1 in is-active) echo failed ;; show) echo nova-compute.service ;; esac")
    entry = f'{{"__REALTIME_TIMESTAMP":"{moment}000000","PRIORITY":"3","MESSAGE":"Unhandled error"}}'
    bench.server.stand_in(
        "journalctl",
        f"""case $* in
            *short-unix*) echo "{moment}.5 compute-01 nova-compute[47]: the end" ;;
            *--since*) [ {moment} -ge "$(printf %s "$*" | sed 's/.*--since @\\([0-9]*\\).*/\\1/')" ] && echo '{entry}' ;;
        esac""",
    )
    bench.services["nova_compute"] = {"kind": "systemd", "name": "nova-compute"}
    ((earlier, text),) = said(bench)
    assert (earlier, "Unhandled error" in text) == (True, True)
