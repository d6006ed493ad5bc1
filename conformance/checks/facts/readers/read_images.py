"""What the first bytes of image files tell: their format, and the file that they stand on.

Nothing is probed and no image is opened by a program that follows what it names: a guest on a raw disk can write any header into it.
"""

import posixpath
from collections.abc import Iterator

from conformance.checks.facts.fact import ProbePoint, fact
from conformance.input.understanding import parsed_json
from conformance.model.facts import DiskImage
from conformance.probe.chunks import Chunk, groups
from conformance.transport.command import quoted

_CORRUPT = 1 << 1
"""The bit of a header's incompatible features with which QEMU marks an image that it has found corrupt, and refuses to write to."""


def images(chunk: Chunk) -> tuple[DiskImage, ...]:
    """Each file that was looked at."""
    return tuple(_images(chunk))


def _images(chunk: Chunk) -> Iterator[DiskImage]:
    for path, said in groups(chunk.text):
        told = dict(line.partition(" ")[::2] for line in said.splitlines())
        recorded = _recorded(path, told.get("info", ""))
        if "unread" in told:
            yield DiskImage(path=path, problem=told["unread"] or "it could not be read in time")
        elif recorded == "raw" or "header" not in told:
            # what begins as qcow2 on a raw disk was written by its guest
            lost = recorded == "qcow2" and told.get("size", "0") != "0"
            problem = "Nova keeps it as qcow2 (disk.info), and it does not begin as such an image" if lost else None
            yield DiskImage(path=path, format="raw" if recorded != "qcow2" else "qcow2", problem=problem)
        else:
            backing = told.get("backing") or None
            missing = f"its backing file {backing} is not there" if "missing" in told else None
            yield DiskImage(path=path, format="qcow2", backing=backing, problem=_damage(told["header"]) or missing)


def _recorded(path: str, info: str) -> str | None:
    """The format that Nova has written down for a disk in the file disk.info beside it; None where it has not."""
    try:
        formats = parsed_json(info)
    except ValueError:
        return None
    known = formats.items() if isinstance(formats, dict) else ()
    return next((str(kind) for name, kind in known if posixpath.basename(name) == posixpath.basename(path)), None)


def _damage(header: str) -> str | None:
    """Why QEMU would not open an image with this header: its version, the size of its clusters, its incompatible features."""
    try:
        bytes_ = bytes.fromhex(header)
    except ValueError:
        return "what was read of its header is not understood"
    if len(bytes_) < 72:
        return f"its header has {len(bytes_)} bytes: it was cut off"
    version, cluster_bits = int.from_bytes(bytes_[4:8]), int.from_bytes(bytes_[20:24])
    if version not in {2, 3}:
        return f"its header is of qcow2 version {version}, which there is not"
    if not 9 <= cluster_bits <= 21:
        return f"its header tells clusters of 2^{cluster_bits} bytes, which there are not"
    if version == 3 and int.from_bytes(bytes_[72:80]) & _CORRUPT:
        return "Image is corrupt: QEMU has marked it so"
    return None


FACTS = (
    fact("image_cache", ProbePoint.NOVA_COMPUTE, quoted('look "$INSTANCES"/_base/*'), images, later=True, slow=True),
    fact("disks", ProbePoint.NOVA_COMPUTE, quoted('look "$INSTANCES"/*-*-*-*-*/disk'), images, later=True, slow=True),
)
