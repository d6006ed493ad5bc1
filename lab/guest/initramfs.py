"""What the guest runs from: busybox, dropbear, modules and our own few scripts, all in memory."""

import gzip
import re
from pathlib import Path

from lab.guest import cpio
from lab.guest.kernel import Kernel, load_order, read_wanted
from lab.guest.packages import installed
from lab.shell import run

HERE = Path(__file__).parent
BUSYBOX = Path("/bin/busybox")
PROGRAMS = (Path("/usr/sbin/dropbear"), Path("/usr/bin/dropbearkey"))


def entries(kernel: Kernel) -> dict[str, cpio.CpioEntry]:
    """Everything in the initramfs, by path.

    :raises LabError: something of it is not installed
    """
    found = {
        "init": cpio.link("bin/busybox"),
        "bin/busybox": cpio.file(installed(BUSYBOX), executable=True),
        "bin/sh": cpio.link("busybox"),
        "root/.ssh": cpio.directory(0o700),
        **{mount_point: cpio.directory() for mount_point in ("dev", "proc", "run", "sys")},
    }
    for program in (*PROGRAMS, *_libraries()):
        found[str(program).lstrip("/")] = cpio.file(installed(program), executable=True)
    root = HERE / "root"
    for path in sorted(root.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            found[str(path.relative_to(root))] = cpio.file(content, executable=content.startswith(b"#!"))
    for stage, paths in load_order(kernel, read_wanted((HERE / "modules.txt").read_text())).items():
        for module in paths:
            found[f"lib/modules/{Path(module).name}"] = cpio.file(installed(kernel.modules / module), executable=False)
        order = "".join(f"/lib/modules/{Path(module).name}\n" for module in paths)
        found[f"lib/modules/{stage}"] = cpio.file(order.encode(), executable=False)
    return found


def compress(archive: bytes) -> bytes:
    """Compressed with what an emulated CPU unpacks in no time."""
    return gzip.compress(archive, compresslevel=9, mtime=0)


def _libraries() -> list[Path]:
    """The loader and the shared libraries of the programs, where the loader looks for them."""
    for program in PROGRAMS:
        installed(program)
    said = run(["ldd", *PROGRAMS])
    return sorted({Path(path) for path in re.findall(r"(/\S+) \(0x", said)})
