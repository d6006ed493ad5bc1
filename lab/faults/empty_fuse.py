"""An empty file system in user space, for as long as this program runs: python3 empty_fuse.py MOUNT_POINT. Needs nothing but Python."""

import ctypes
import errno
import os
import stat
import struct
import sys
import time

_ROOT = 1
_LOOKUP, _GETATTR, _STATFS, _RELEASEDIR, _INIT, _OPENDIR, _READDIR, _DESTROY = 1, 3, 17, 29, 26, 27, 28, 38
_FORGET, _BATCH_FORGET = 2, 42
_HEADER = struct.Struct("<IIQQIIII")
"""struct fuse_in_header: length, opcode, unique, node, uid, gid, pid, padding."""


def main(mount_point: str) -> None:
    """Mount it, then answer the kernel."""
    device = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={device},rootmode=40000,user_id=0,group_id=0,allow_other".encode()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"lab-fault", mount_point.encode(), b"fuse", 0, options) != 0:
        raise OSError(ctypes.get_errno(), "it cannot be mounted", mount_point)
    while True:
        try:
            request = os.read(device, 1 << 18)
        except OSError as error:
            if error.errno == errno.ENODEV:
                return
            if error.errno in {errno.EINTR, errno.ENOENT, errno.EAGAIN}:
                continue
            raise
        _, opcode, unique, node, *_ = _HEADER.unpack_from(request)
        if opcode in {_FORGET, _BATCH_FORGET}:
            continue
        failure, body = _answer(opcode, node)
        os.write(device, struct.pack("<IiQ", 16 + len(body), -failure, unique) + body)


def _answer(opcode: int, node: int) -> tuple[int, bytes]:
    if opcode == _INIT:
        # protocol 7.31, no flags; the fields after them are limits
        return 0, struct.pack("<IIIIHHIIHHI28x", 7, 31, 4096, 0, 1, 1, 4096, 1, 0, 0, 0)
    if opcode == _GETATTR and node == _ROOT:
        return 0, struct.pack("<QII", 1, 0, 0) + _attributes()
    if opcode == _STATFS:
        blocks = 1 << 24
        return 0, struct.pack("<QQQQQIII4x24x", blocks, blocks, blocks, 1000, 999, 4096, 255, 4096)
    if opcode == _OPENDIR:
        return 0, struct.pack("<QII", 0, 0, 0)
    if opcode in {_READDIR, _RELEASEDIR, _DESTROY}:
        return 0, b""
    return (errno.ENOENT if opcode == _LOOKUP else errno.ENOSYS), b""


def _attributes() -> bytes:
    now = int(time.time())
    mode = stat.S_IFDIR | 0o755
    return struct.pack("<QQQQQQIIIIIIIIII", _ROOT, 0, 0, now, now, now, 0, 0, 0, mode, 2, 0, 0, 0, 4096, 0)


if __name__ == "__main__":
    main(sys.argv[1])
