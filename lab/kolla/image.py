"""The image of every container: no registry is at hand, so its root is made of this machine's /etc and of the programs beside this file.

Programs of the services and of Debian are this machine's own, mounted when a container is made (lab/kolla/container.py).
"""

import tarfile
from io import BytesIO
from pathlib import Path

from lab.kolla.container import PROGRAMS

ROOT_PROGRAMS = Path(__file__).parent / "image"
USER_ID = 42436
"""Of Nova's user, as in Kolla's images."""

_LINKS = {"bin": "usr/bin", "sbin": "usr/sbin", "lib": "usr/lib", "lib64": "usr/lib64", "var/run": "/run", "var/lock": "/run/lock"}
_DIRECTORIES = ("usr", "proc", "sys", "dev", "run", "tmp", "root", "opt/kolla/bin", "var/lib/kolla", "var/lib/nova", "var/log/libvirt/qemu")
_NOT_COPIED = ("etc/kolla", "etc/ssh", "etc/libvirt/qemu", "etc/shadow", "etc/shadow-", "etc/gshadow", "etc/gshadow-")
"""What is this machine's own: keys, networks of its libvirt."""

_REPLACED = ("etc/passwd", "etc/group")
_SUDOERS = f"nova ALL=(root) NOPASSWD: ALL\nALL ALL=(root) NOPASSWD:SETENV: {PROGRAMS}/kolla_set_configs\n"


def write_image(path: Path, etc: Path = Path("/etc")) -> None:
    """Write the image's root as a tar archive, which the engine imports."""
    with tarfile.open(path, "w") as archive:
        for name in _DIRECTORIES:
            directory = tarfile.TarInfo(name)
            directory.type, directory.mode = tarfile.DIRTYPE, 0o1777 if name == "tmp" else 0o755
            archive.addfile(directory)
        for name, target in _LINKS.items():
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, target
            archive.addfile(link)
        archive.add(etc, "etc", filter=_copied)
        passwd = with_user((etc / "passwd").read_text())
        _add(archive, "etc/passwd", passwd)
        # no passwords; without an entry here, sudo takes a user for one who is locked out
        _add(archive, "etc/shadow", "".join(f"{line.partition(':')[0]}:*:19000:0:99999:7:::\n" for line in passwd.splitlines()), 0o640)
        _add(archive, "etc/group", with_groups((etc / "group").read_text()))
        _add(archive, "etc/sudoers.d/kolla_nova_sudoers", _SUDOERS, 0o440)
        for program in sorted(ROOT_PROGRAMS.iterdir()):
            _add(archive, f"{PROGRAMS.lstrip('/')}/{program.name}", program.read_text(), 0o755)


def with_user(passwd: str) -> str:
    """/etc/passwd with Nova's user. One that the machine has is another."""
    kept = [line for line in passwd.splitlines() if not line.startswith("nova:")]
    return "\n".join([*kept, f"nova:x:{USER_ID}:{USER_ID}::/var/lib/nova:/bin/sh", ""])


def with_groups(group: str) -> str:
    """/etc/group with Nova's group, and its user in those of KVM and libvirt."""
    lines = []
    for line in group.splitlines():
        name, _, rest = line.partition(":")
        if name in {"kvm", "libvirt"}:
            members = [member for member in rest.rsplit(":", 1)[1].split(",") if member]
            line = f"{name}:{rest.rsplit(':', 1)[0]}:{','.join([*members, 'nova'])}"
        if name != "nova":
            lines.append(line)
    return "\n".join([*lines, f"nova:x:{USER_ID}:", ""])


def _copied(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if entry.name.startswith(_NOT_COPIED) or entry.name in _REPLACED else entry


def _add(archive: tarfile.TarFile, name: str, text: str, mode: int = 0o644) -> None:
    content = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), mode
    archive.addfile(entry, BytesIO(content))
