"""Where a host keeps the disks of instances."""

from conformance.model.errors import SuiteFault
from conformance.run.host import Host

_SHARED = {"nfs", "nfs4", "ceph", "glusterfs", "fuseblk", "fuse", "lustre", "ocfs2", "gfs/gfs2", "gfs2", "gpfs", "smb2", "cifs", "smb"}
"""Kinds of file systems that several hosts share, as `stat -f` names them."""


def storage(host: Host) -> str:
    """`shared (nfs)`, `local`, or `rbd` and the like where disks are not in files."""
    images_type = host.conf.images_type
    if images_type in {"rbd", "lvm", "ploop"}:
        return images_type
    found = host.facts.file_system(host.instances_path)
    if found is None:
        host.insist("file_systems")
        raise SuiteFault(f"{host.name}: the file system under the instances path was not read")
    return f"shared ({found.kind})" if found.kind in _SHARED else "local"
