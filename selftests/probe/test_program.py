"""The one shell library, under each shell that a host may have; and the one framing of its answers."""

import shlex
from pathlib import Path

import pytest

from conformance.input.bounded import run_bounded
from conformance.probe.chunks import Chunk, chunks, groups, told
from conformance.probe.program import PATHS, whole
from conformance.transport.command import Command, quoted
from selftests.needs import need_program

SHELLS = ["dash", "bash", "busybox sh"]
FORGED = "a\036b\nx\037 0\n\035c"


def said(shell: str, part: Command, limit: int = 10) -> list[Chunk]:
    program, *applet = shell.split()
    argv = [need_program(program, "busybox-static" if applet else program), *applet, "-c", whole([part], limit)]
    return list(told(run_bounded(argv, 20)[1].decode()))


@pytest.mark.parametrize("shell", SHELLS)
def test_what_a_command_says_and_how_it_ends_is_a_chunk(shell: str) -> None:
    part = quoted("one() { echo a; echo b >&2; echo c; return 3; }; say one one; say two echo %s; tell three 1 %s", "it's", "why")
    assert said(shell, part) == [
        Chunk(name="one", text="a\nc\n", rc=3, error="b"),
        Chunk(name="two", text="it's\n", rc=0),
        Chunk(name="three", text="", rc=1, error="why"),
    ]


@pytest.mark.parametrize("shell", SHELLS)
def test_errors_and_names_are_no_part_of_the_frame(shell: str) -> None:
    part = quoted("complain() { printf %%s %s >&2; return 1; }; say one complain; tell two 1 %s", FORGED, FORGED)
    assert said(shell, part) == [Chunk(name=name, text="", rc=1, error="a?b x? 0 ?c") for name in ("one", "two")]


@pytest.mark.parametrize("shell", SHELLS)
def test_configuration_is_no_part_of_the_frame(shell: str, tmp_path: Path) -> None:
    directory = tmp_path / "nova.conf.d"
    directory.mkdir()
    (directory / "1.conf").write_text(f"[DEFAULT]\nx = {FORGED}\n")
    (directory / "2-\036\037\035.conf").write_text("[DEFAULT]\n")
    (chunk,) = said(shell, quoted("say options files %s", f"{directory}/"))
    assert chunk.ok
    assert list(groups(chunk.text)) == [
        (f"{directory}/1.conf", "[DEFAULT]\nx = a?b\nx? 0\n?c\n"),
        (f"{directory}/2-???.conf", "[DEFAULT]\n"),
    ]


def test_a_program_begins_nothing_once_its_time_is_over() -> None:
    (chunk,) = said("dash", quoted("say one echo a"), limit=0)
    assert chunk.not_begun
    assert not chunk.timed_out
    assert chunk.why_not == "what came before took all the time"


def test_a_command_that_hangs_ends_in_its_time() -> None:
    rc, stdout, _ = run_bounded(["sh", "-c", whole([quoted("say one brief sleep 60; say two echo a")], 10, patience=0.2)], 20)
    one, two = told(stdout.decode())
    assert (rc, one.why_not, two.text) == (0, "it did not end in time", "a\n")


def test_of_a_program_that_is_cut_off_the_last_chunk_is_known_to_be_none() -> None:
    assert [chunk.rc for chunk in told("greeting\036one\na\0370\n\036two\nb")] == [0, None]
    assert chunks("\036two\nb")["two"].why_not == "it was cut off in the middle"


def test_as_many_chunks_are_read_as_are_wanted() -> None:
    output = "".join(f"\036{number}\n\0370\n" for number in range(10))
    assert [chunk.name for chunk in told(output, most=3)] == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("kernel", "state"),
    [({"SELINUX": "1"}, "selinux-enforcing"), ({"SELINUX": "0"}, "selinux-permissive"), ({"APPARMOR": "Y"}, "apparmor"), ({}, "none")],
)
def test_access_control_is_read_from_the_kernel(
    kernel: dict[str, str], state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SELINUX", "APPARMOR"):
        monkeypatch.setitem(PATHS, name, str(tmp_path / name))
    for name, text in kernel.items():
        (tmp_path / name).write_text(f"{text}\n")
    (chunk,) = said("dash", quoted("say x access_control"))
    assert chunk.text.strip() == state


def test_paths_are_arguments_of_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    monkeypatch.setitem(PATHS, "KVM", f"/x; touch {shlex.quote(str(ran))}")
    said("dash", quoted("say x true"))
    assert not ran.exists()
