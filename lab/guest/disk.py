"""A bootable disk with a kernel and its initramfs: MBR, one FAT partition, syslinux. Made in a file, without mounting anything."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from lab.shell import run

SYSLINUX = Path("/usr/bin/syslinux")
BOOT_CODE = Path("/usr/lib/SYSLINUX/mbr.bin")
PARTITION_START = 1 << 20
"""Where the partition begins, in bytes: all partitioning tools align to it."""
SPARE = 1 << 20
"""What FAT and syslinux take besides the files, in bytes."""


def write(image: Path, files: dict[str, bytes]) -> None:
    """Make the qcow2 image (compressed), only just large enough for the files in its root directory.

    :raises LabError: a tool failed or is not installed
    """
    megabytes = -(-(PARTITION_START + SPARE + sum(len(content) for content in files.values())) >> 20)
    with TemporaryDirectory(prefix="guest-image-") as scratch:
        directory = Path(scratch)
        raw = directory / "raw"
        _partition(raw, megabytes << 20)
        partition = f"{raw}@@{PARTITION_START}"
        for name, content in files.items():
            source = directory / name
            source.write_bytes(content)
            os.utime(source, (0, 0))
            run(["mcopy", "-m", "-i", partition, source, f"::{name}"])
        run([SYSLINUX, "--install", "--offset", str(PARTITION_START), raw])
        unfinished = directory / "qcow2"
        run(["qemu-img", "convert", "-f", "raw", "-O", "qcow2", "-c", raw, unfinished])
        # beside its destination first: another file system's rename is no rename
        staged = image.with_name(f".{image.name}.{os.getpid()}")
        staged.write_bytes(unfinished.read_bytes())
        staged.replace(image)


def _partition(raw: Path, size: int) -> None:
    with raw.open("wb") as stream:
        stream.truncate(size)
    layout = raw.with_name("layout")
    layout.write_text(f"label: dos\nlabel-id: 0x67756573\nstart={PARTITION_START // 512}, type=e, bootable\n")
    run(["sh", "-c", 'exec sfdisk --quiet --no-reread "$1" < "$2"', "sfdisk", raw, layout])
    with raw.open("r+b") as stream:
        stream.write(BOOT_CODE.read_bytes())
    sectors_per_kilobyte = 2
    blocks = (size - PARTITION_START) // 512 // sectors_per_kilobyte
    run(["mkfs.vfat", "-F", "16", "-n", "GUEST", "--invariant", f"--offset={PARTITION_START // 512}", raw, str(blocks)])
