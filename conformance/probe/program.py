"""Programs for hosts: parts in the language of the one shell library that all of them begin with (shell/common.sh)."""

from collections.abc import Iterable

from conformance.transport.command import Command, assigned, joined, part_of_package, quoted

PATHS = {
    "KVM": "/dev/kvm",
    "SELINUX": "/sys/fs/selinux/enforce",
    "APPARMOR": "/sys/module/apparmor/parameters/enabled",
    "AUDIT": "/var/log/audit/audit.log",
}
"""Where the kernel and its helpers show what is asked for. They themselves are read: getenforce and aa-status are not everywhere."""

PATIENCE = 2
"""Seconds that one command may take that is asked by `brief`: one that hangs must not keep the others from answering."""


def whole(parts: Iterable[Command], limit: int, patience: float = PATIENCE) -> Command:
    """One program of several parts, each in a shell of its own. Its output is read by chunks.py.

    :param limit: whole seconds after which it begins nothing more
    :param patience: seconds that each command may take that is asked by `brief`
    """
    settings = [assigned(name, value) for name, value in {"LIMIT": str(limit), "PATIENCE": f"{patience:g}", **PATHS}.items()]
    shells = [joined("", [quoted("(\n"), part, quoted("\n)\n")]) for part in parts]
    return joined("\n", [*settings, part_of_package("probe/shell/common.sh", comments=False), *shells])
