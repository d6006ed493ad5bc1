"""Raw logs of any size and kind."""

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.diagnosis.classify import logs, xz
from conformance.diagnosis.classify.logs import host_of, log_evidence, logs_in, source_of
from conformance.diagnosis.patterns.kept import Kept
from conformance.diagnosis.patterns.patterns import Patterns
from conformance.model.errors import UsageProblem
from conformance.model.evidence import Source

PATTERNS = Patterns.of(["No space left", r"(?i)permission\s+denied"])


@pytest.fixture(autouse=True)
def _as_if_long(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A file of a few lines is read as one of megabytes is, but where a test says that it is short."""
    if "short" not in request.fixturenames:
        monkeypatch.setattr(logs, "SHORT", 0)


@pytest.fixture
def short() -> None:
    """The files of this test are what somebody pasted."""


def told(path: Path) -> list[str]:
    return log_evidence(path, Source.NOVA_COMPUTE, PATTERNS).text.splitlines()


def test_only_lines_that_tell_something_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"one\nerror: No space left on device\ntwo\n\xff\xfe PERMISSION denied \x80\nlast")
    assert told(path) == ["error: No space left on device", "\ufffd\ufffd PERMISSION denied \ufffd"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress], ids=["gzip", "bzip2", "xz"])
def test_packed_logs_are_known_by_their_content(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(pack(b"No space left\n"))
    assert told(path) == ["No space left"]


def test_what_is_said_for_days_is_kept_a_few_times(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("".join(f"2026-11-{day:02} 10:00:{second:02}.123 No space left\n" for day in range(1, 29) for second in range(60)))
    assert len(told(path)) <= 60


def test_a_delay_that_grows_is_news(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("".join(f"10:00:0{second} No space left (retrying in {second}.0 seconds)\n" for second in (2, 4, 6)))
    assert len(told(path)) == 3


def test_chunks_end_where_lines_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "CHUNK", 10)
    path = tmp_path / "a.log"
    path.write_text("x" * 95 + "\nNo space left\n" + "y" * 25 + "\n")
    assert told(path) == ["No space left"]


@pytest.mark.parametrize("before", [0, 1, 8190, 65_530, 4_194_300])
def test_a_line_of_megabytes_is_searched_through(tmp_path: Path, before: int) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"z" * before + b"No space left" + b"z" * 5_000_000)
    assert any("No space left" in line for line in told(path))
    assert all(len(line) <= 8192 for line in told(path))


def test_escaped_lines_are_lines(tmp_path: Path) -> None:
    path = tmp_path / "a-json.log"
    path.write_text(r'{"log":"one\nNo space left\ntwo \"x\"\n","stream":"stderr"}' + "\n")
    assert told(path) == ["No space left"]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("nova-compute.log", Source.NOVA_COMPUTE),
        ("compute01-nova-compute.log", Source.NOVA_COMPUTE),
        ("compute-01.example.org-neutron-openvswitch-agent.log.1", Source.NEUTRON_AGENT),
        ("screen-n-cpu.txt", Source.NOVA_COMPUTE),
        ("instance-0000002a.log", Source.QEMU),
        ("messages", Source.CLI),
        ("messages-20261121.gz", Source.CLI),
        ("heat-api.log", None),
        ("nova-compute.log.2.gz", Source.NOVA_COMPUTE),
        ("nova-compute.log-20261121.gz", Source.NOVA_COMPUTE),
        ("libvirtd.log", Source.LIBVIRT),
        ("qemu/instance-0000002a.log", Source.QEMU),
        ("neutron-openvswitch-agent.log", Source.NEUTRON_AGENT),
        ("audit.log", Source.AUDIT),
        ("dmesg", Source.DMESG),
        ("neutron/server.log", Source.NEUTRON_SERVER),
        ("neutron/openvswitch-agent.log", Source.NEUTRON_AGENT),
        ("neutron/metadata-agent.log.1", Source.METADATA_AGENT),
        ("glance/api.log", Source.GLANCE_API),
        ("cinder/scheduler.log", Source.CINDER_VOLUME),
        ("nova/nova-scheduler.log", Source.NOVA_SCHEDULER),
        ("libvirt/virtqemud.log", Source.LIBVIRT),
        ("hostd/pf9-cindervolume-base.log", Source.CINDER_VOLUME),
        ("heat/server.log", None),
        ("mariadb.log", None),
    ],
)
def test_a_name_tells_the_source(name: str, source: Source | None) -> None:
    assert source_of(Path("/var/log/kolla") / name) is source


def test_a_directory_without_logs_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="no log whose name tells its service"):
        list(logs_in(tmp_path))


def test_a_log_in_which_nothing_is_told_was_read_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("all is well\n")
    assert told(path) == ["a.log was read, 12 bytes, and no line in it shows an error"]
    path.write_text("")
    assert told(path) == []


def test_an_xz_file_may_have_several_streams_and_padding(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(lzma.compress(b"No space left\n") + bytes(8) + lzma.compress(b"Permission denied\n") + bytes(4))
    assert told(path) == ["No space left", "Permission denied"]


@pytest.mark.parametrize(
    ("packed", "says"), [(lzma.compress(b"x" * 100_000)[:-20], "it ends in the middle"), (b"\xfd7zXZ\0nonsense", "cannot be read")]
)
def test_an_xz_file_that_is_damaged_is_told(tmp_path: Path, packed: bytes, says: str) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(packed)
    with pytest.raises(UsageProblem, match=says):
        told(path)


def test_an_xz_file_that_asks_for_too_much_memory_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(lzma.compress(b"No space left\n", preset=6))
    monkeypatch.setattr(xz, "MEMORY", 1 << 20)
    with pytest.raises(UsageProblem, match=r"cannot be read: Memory usage limit exceeded"):
        told(path)


def test_long_wordings_are_remembered_by_their_digests() -> None:
    kept = Kept()
    found = [kept.new(b"%d" % number + b"x" * 8000, lambda line, but: []) for number in (1, 1, 2)]
    assert found == [[], [], []]
    assert [len(wording) for wording in kept._wordings] == [16, 16]


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("compute01-nova-compute.log", "compute01"),
        ("compute-01.example.org-nova-compute.log.1", "compute-01.example.org"),
        ("nova-compute.log", None),
        ("neutron-openvswitch-agent.log", None),
        ("messages", None),
    ],
)
def test_a_name_may_begin_with_its_host(name: str, host: str | None) -> None:
    assert host_of(Path("/tmp/logs") / name) == host


@pytest.mark.usefixtures("short")
def test_a_short_log_is_kept_whole_where_it_tells_anything(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("2026-11-21 10:00:00.000 7 ERROR nova.a [-] No space left\non the device\n")
    assert told(path) == ["2026-11-21 10:00:00.000 7 ERROR nova.a [-] No space left", "on the device"]


@pytest.mark.usefixtures("short")
def test_of_a_short_paste_that_is_no_log_what_did_not_work_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("I booted a server.\nThe service is currently unable to handle the request.\nThank you\n")
    assert told(path) == ["The service is currently unable to handle the request."]
    path.write_text("2026-11-21 10:00:00.000 7 INFO nova.compute.manager [-] it was unable to wait any longer\n")
    assert told(path) == ["a.log was read, 89 bytes, and no line in it shows an error"]
