"""Image files are read by their headers; what a guest writes into its disk leads nowhere."""

import json
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from conformance.model.facts import DiskImage
from selftests.checks.facts.machine import Machine

DISK = "0d0d0d0d-0000-4000-8000-000000000002/disk"


def header(backing: str = "", *, version: int = 3, cluster_bits: int = 16, features: int = 0, offset: int = 512) -> bytes:
    """The beginning of a qcow2 image."""
    name = backing.encode()
    fields = [
        b"QFI\xfb",
        version.to_bytes(4),
        (offset if name else 0).to_bytes(8),
        len(name).to_bytes(4),
        cluster_bits.to_bytes(4),
        (1 << 20).to_bytes(8),
        bytes(40),
        features.to_bytes(8),
        bytes(24),
    ]
    return b"".join(fields).ljust(512, b"\0") + name + bytes(64)


def write(machine: Machine, path: str, content: bytes) -> Path:
    file = machine.instances / path
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    return file


def disk(machine: Machine, content: bytes, recorded: str | None = None) -> DiskImage:
    """What is told of an instance's disk of that content."""
    file = write(machine, DISK, content)
    if recorded:
        (file.parent / "disk.info").write_text(json.dumps({str(file): recorded}))
    (found,) = machine.facts().disks
    return found


def test_a_disk_and_the_image_that_it_stands_on(machine: Machine) -> None:
    base = write(machine, "_base/0a", bytes(512))
    found = disk(machine, header(str(base)), "qcow2")
    assert (found.format, found.backing, found.problem) == ("qcow2", str(base), None)
    base.unlink()
    (found,) = machine.facts().disks
    assert found.problem == f"its backing file {base} is not there"


def test_the_name_that_a_guest_writes_is_told_as_it_is_and_forges_nothing(machine: Machine) -> None:
    """The echo of some shells makes control characters of what stands behind a backslash."""
    name = "/x\\0036kvm_refused\\nforged\\n\\00370\\n"
    write(machine, DISK, header(name))
    facts = machine.facts()
    (found,) = facts.disks
    assert found.backing == name
    assert str(facts.kvm_refused).startswith("it is not there")


@pytest.mark.skipif(not shutil.which("qemu-img"), reason="there is no qemu-img on this machine")
def test_images_that_qemu_img_makes_are_understood(machine: Machine) -> None:
    base = write(machine, "_base/0a", bytes(1 << 20))
    image = write(machine, DISK, b"")
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-b", base, "-F", "raw", image], check=True)
    facts = machine.facts()
    assert facts.image_cache == (DiskImage(path=str(base), format="raw"),)
    assert facts.disks == (DiskImage(path=str(image), format="qcow2", backing=str(base)),)


OUTSIDE = [
    "nbd://127.0.0.1:{port}/x",
    'json:{{"driver":"nbd","server":{{"type":"inet","host":"127.0.0.1","port":"{port}"}}}}',
    "{directory}/secret",
    "{instances}/_base/../../secret",
    "{instances}/other/disk",
    "../../secret",
    "{instances}/_base/..",
    "$(touch {directory}/ran)",
]


@pytest.mark.parametrize("recorded", [None, "qcow2", "raw"])
@pytest.mark.parametrize("backing", OUTSIDE)
def test_what_a_disk_names_outside_of_the_cache_is_not_opened(machine: Machine, backing: str, recorded: str | None) -> None:
    opened = machine.directory / "opened"
    machine.program("qemu-img", f"#!/bin/sh\ntouch {opened}\n")
    (machine.directory / "secret").write_text("of the host")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        name = backing.format(port=server.getsockname()[1], directory=machine.directory, instances=machine.instances)
        found = disk(machine, header(name), recorded)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert not opened.exists(), "a program was given the disk that follows what it names"
    assert not (machine.directory / "ran").exists()
    assert found.problem is None
    assert found.backing == (None if recorded == "raw" else name)


def test_a_guest_that_writes_a_header_into_its_raw_disk_makes_no_claim_fail(machine: Machine) -> None:
    found = disk(machine, header(f"{machine.instances}/_base/gone", version=9), "raw")
    assert found == DiskImage(path=found.path, format="raw")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (header(features=2), "corrupt"),
        (header(version=2021161080), "version 2021161080"),
        (header(cluster_bits=63), "clusters"),
        (b"QFI\xfb\0\0\0\3", "cut off"),
        (header(version=2), None),
        (b"\xeb\x63\x90", None),
        (b"", None),
    ],
)
def test_what_is_wrong_with_a_cached_image_is_said(machine: Machine, content: bytes, problem: str | None) -> None:
    write(machine, "_base/0a", content)
    (found,) = machine.facts().image_cache
    assert (problem in str(found.problem)) if problem else found.problem is None


@pytest.mark.parametrize(
    ("offset", "size"), [(2**63, 5), (2**64 - 1, 5), (70_000, 5), (512, 2**32 - 1)], ids=["negative", "huge", "beyond", "long"]
)
def test_a_name_that_cannot_be_where_the_header_says_is_not_looked_for(machine: Machine, offset: int, size: int) -> None:
    content = bytearray(header("x"))
    content[8:16], content[16:20] = offset.to_bytes(8), size.to_bytes(4)
    found = disk(machine, bytes(content))
    assert (found.backing, found.problem) == (None, None)


def test_a_disk_that_nova_keeps_as_qcow2_begins_as_such(machine: Machine) -> None:
    assert "does not begin" in str(disk(machine, b"\xeb\x63\x90", "qcow2").problem)
    # between the file and its first write
    assert disk(machine, b"", "qcow2").problem is None


@pytest.mark.parametrize("info", ["[" * 4000, "[]", '{"a', '{"x/disk": []}', "\x1e\x1d"])
def test_a_record_of_formats_that_is_none_is_as_none(machine: Machine, info: str) -> None:
    write(machine, f"{DISK}.info", info.encode())
    assert disk(machine, header()).problem is None


def test_links_in_the_place_of_disks_are_not_followed(machine: Machine) -> None:
    secret = machine.directory / "secret"
    secret.write_bytes(header("/x"))
    for path in (DISK, "_base/0a"):
        (machine.instances / path).parent.mkdir()
        (machine.instances / path).symlink_to(secret)
    facts = machine.facts()
    assert (facts.disks, facts.image_cache) == ((), ())


def test_names_with_blanks_and_patterns_are_single_files(machine: Machine) -> None:
    for name in ("a b", "*", "c"):
        write(machine, f"_base/{name}", b"raw")
    assert {Path(image.path).name for image in machine.facts().image_cache} == {"a b", "*", "c"}
