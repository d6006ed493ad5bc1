"""Where a host keeps the disks of instances."""

from conformance.checks.host import Host
from conformance.model.errors import SuiteFault
from conformance.model.facts import FileSystem

_SHARED = {"nfs", "nfs4", "ceph", "glusterfs", "fuseblk", "fuse", "lustre", "ocfs2", "gfs/gfs2", "gfs2", "gpfs", "smb2", "cifs", "smb"}
"""Kinds of file systems that several hosts share, as `stat -f` names them."""


def storage(host: Host) -> str:
    """`shared (nfs)`, `local`, or `rbd` and the like where disks are not in files."""
    images_type = host.conf.images_type
    if images_type in {"rbd", "lvm", "ploop"}:
        return images_type
    found = read_file_system(host, host.instances_path)
    return f"shared ({found.kind})" if found.kind in _SHARED else "local"


def room(host: Host) -> tuple[FileSystem, ...]:
    """The file systems of the instances path and, where it is there, of the image cache in it. :raises SuiteFault: not read"""
    return tuple(read_file_system(host, path) for path in (host.instances_path, f"{host.instances_path}/_base") if _is_known(host, path))


def read_file_system(host: Host, path: str) -> FileSystem:
    """The file system under a path. :raises SuiteFault: it was not read"""
    found = host.facts.file_system(path)
    if found is None:
        host.require("file_systems")
        raise SuiteFault(f"{host.name}: the file system of {path} was not read")
    return found


def _is_known(host: Host, path: str) -> bool:
    """The instances path must be known; the image cache comes with the first instance."""
    return path == host.instances_path or host.facts.file_system(path) is not None


def free_inodes(found: FileSystem) -> float | None:
    """How many of its inodes are free, in percent; None where it has no fixed number of them."""
    return 100 * found.inodes_free / found.inodes if found.inodes else None
