"""A bootable disk with a kernel and its initramfs: MBR, one FAT partition, syslinux. Made in a file, without mounting anything."""

import os
import struct
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from lab.guest.packages import installed
from lab.shell import run

SYSLINUX = Path("/usr/bin/syslinux")
BOOT_CODE = Path("/usr/lib/SYSLINUX/mbr.bin")
"""Starts the active partition's boot sector."""
SECTOR = 512
PARTITION_START = 1 << 20
"""Where the partition begins, in bytes: what every partitioning tool aligns to."""
SPARE = 1 << 20
"""What FAT and syslinux take besides the files, in bytes."""
# read by mkfs.vfat and mtools: the same files give the same disk (FAT knows no time before 1980)
_SAME_TIME = {"SOURCE_DATE_EPOCH": "315532800", "TZ": "UTC"}


def write(image: Path, files: Mapping[str, bytes]) -> None:
    """Make the qcow2 image, compressed and only just large enough for the files in its root directory; there at once or not at all.

    :raises LabError: a tool failed or is not installed
    """
    size = PARTITION_START + SPARE + sum(len(content) for content in files.values())
    size += -size % (1 << 20)
    # beside its destination, as only there a rename is one step
    with TemporaryDirectory(prefix=".building-", dir=image.parent) as scratch:
        directory = Path(scratch)
        disk = directory / "disk"
        with disk.open("wb") as stream:
            stream.write(_master_boot_record(size))
            stream.truncate(size)
        _fill_partition(disk, size, files)
        finished = directory / "image"
        run(["qemu-img", "convert", "-f", "raw", "-O", "qcow2", "-c", disk, finished])
        finished.replace(image)


def _master_boot_record(size: int) -> bytes:
    identity = 0x67756573
    active, fat16_lba, no_cylinder = 0x80, 0x0E, b"\xfe\xff\xff"
    sectors = (size - PARTITION_START) // SECTOR
    partition = struct.pack("<B3sB3sII", active, no_cylinder, fat16_lba, no_cylinder, PARTITION_START // SECTOR, sectors)
    return struct.pack("<440sIH64sH", installed(BOOT_CODE), identity, 0, partition, 0xAA55)


def _fill_partition(disk: Path, size: int, files: Mapping[str, bytes]) -> None:
    environment = {**os.environ, **_SAME_TIME}
    kilobytes = str((size - PARTITION_START) // 1024)
    offset = f"--offset={PARTITION_START // SECTOR}"
    run(["/usr/sbin/mkfs.vfat", "-F", "16", "-n", "GUEST", "--invariant", offset, disk, kilobytes], env=environment)
    for name, content in files.items():
        source = disk.with_name("content")
        source.write_bytes(content)
        run(["mcopy", "-i", f"{disk}@@{PARTITION_START}", source, f"::{name}"], env=environment)
    run([SYSLINUX, "--install", "--offset", str(PARTITION_START), disk], env=environment)
