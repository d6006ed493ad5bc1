"""A root of Debian 13: where its packages come from, what it has, and that a node which is given it sees it."""

import os
import subprocess
from pathlib import Path

import pytest

from lab.errors import LabError
from lab.installed import debian13
from lab.installed.debian13 import MACHINE, debian_of, ensure_root, group_id, sources, user_id, within
from lab.installed.packages import node_packages, system_packages
from lab.layout import Layout
from selftests.needs import need_program, need_root

OS_RELEASE = 'PRETTY_NAME="Debian"\nVERSION_ID="{version}"\nVERSION_CODENAME={codename}\nID={id}\n'


def root_of(path: Path, version: str, codename: str = "trixie", name: str = "debian") -> Path:
    (path / "etc").mkdir(parents=True)
    (path / "etc/os-release").write_text(OS_RELEASE.format(version=version, codename=codename, id=name))
    return path


def test_of_the_packages_nodes_have_what_runs_on_them() -> None:
    assert {"qemu-system-x86", "libvirt-daemon-system", "openvswitch-switch", "mariadb-server", "python3-dev"} <= {*node_packages()}
    assert {*node_packages()} < {*system_packages()}
    assert {"chromium", "linux-image-cloud-amd64", "docker.io", "debootstrap"} <= {*system_packages()} - {*node_packages()}


@pytest.mark.parametrize(("version", "name", "seen"), [("13", "debian", "13"), ("12", "debian", "12"), ("24.04", "ubuntu", "unknown")])
def test_a_root_says_which_debian_it_is(tmp_path: Path, version: str, name: str, seen: str) -> None:
    assert debian_of(root_of(tmp_path, version, name=name)) == seen


def test_users_and_groups_are_those_of_the_root(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text("root:x:0:0::/root:/bin/sh\nmysql:x:100:101::/nonexistent:/bin/false\n")
    (tmp_path / "etc/group").write_text("root:x:0:\nmysql:x:101:\n")
    assert (user_id(tmp_path, "mysql"), group_id(tmp_path, "mysql")) == (100, 101)


LISTED = """\
Packages http://mirror.example/debian/ bookworm main
Packages http://mirror.example/debian/ bookworm contrib
Packages http://mirror.example/debian/ bookworm-updates main
Packages https://security.example/debian-security/ bookworm-security main
Packages https://other.example/ nodistro main
Translations http://mirror.example/debian/ bookworm main
"""


@pytest.fixture
def bookworm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine of Debian 12, whose apt-get says where its packages come from."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (tmp_path / "listed").write_text(LISTED)
    (programs / "apt-get").write_text(f"#!/bin/sh\n[ $1 = indextargets ] && cat {tmp_path}/listed\n")
    (programs / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setattr(debian13, "MACHINE", root_of(tmp_path / "machine", "12", "bookworm"))
    return tmp_path


def test_packages_come_from_where_this_machine_gets_its_own(bookworm: Path) -> None:
    assert sources() == [
        "http://mirror.example/debian/ trixie main",
        "http://mirror.example/debian/ trixie-updates main",
        "https://security.example/debian-security/ trixie-security main",
    ]


def test_a_machine_whose_apt_knows_no_archive_says_so(bookworm: Path) -> None:
    (bookworm / "listed").write_text("Packages https://other.example/ nodistro main\n")
    with pytest.raises(LabError, match=r"^apt has no source of Debian bookworm \(main\)"):
        sources()


def test_a_root_is_made_once_and_again_when_what_it_is_made_of_has_changed(bookworm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = bookworm / "make.sh"
    script.write_text('#!/bin/sh\nset -eu\nmkdir -p "$1"\ncp "$2" "$1/list"\nshift 2\nfor one in "$@"; do echo "$one"; done > "$0.asked"\n')
    script.chmod(0o755)
    monkeypatch.setattr(debian13, "_MAKE", script)
    layout = Layout(bookworm / "home")
    made = ensure_root(layout)
    assert (made / "list").read_text().split() == list(node_packages())
    assert (bookworm / "make.sh.asked").read_text().splitlines() == sources()
    (made / "mine").touch()
    assert ensure_root(layout) == made
    assert (made / "mine").exists(), "it was made again"
    script.write_text(script.read_text() + "# changed\n")
    assert ensure_root(layout) != made
    assert not made.exists()


def test_a_root_that_was_not_finished_is_made_again(bookworm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = bookworm / "make.sh"
    script.write_text('#!/bin/sh\n[ ! -e "$1" ] || exit 9\nmkdir -p "$1"\n[ ! -e "$0.broken" ] || { echo no network >&2; exit 1; }\n')
    script.chmod(0o755)
    monkeypatch.setattr(debian13, "_MAKE", script)
    (bookworm / "make.sh.broken").touch()
    with pytest.raises(LabError, match=r"failed with 1: no network \(log: .*debian-13\.log\)"):
        ensure_root(Layout(bookworm / "home"))
    (bookworm / "make.sh.broken").unlink()
    assert (ensure_root(Layout(bookworm / "home")) / "complete").exists()


def test_a_command_sees_the_programs_of_the_root_and_the_files_of_this_machine(tmp_path: Path) -> None:
    need_root("mounts another root's files")
    root = tmp_path / "root"
    for directory in ("/usr/bin", "/etc/alternatives"):
        (root / directory.lstrip("/")).mkdir(parents=True)
    (root / "etc/ld.so.cache").touch()
    (root / "usr/bin/told").touch()
    (root / "usr/bin/busybox").write_bytes(Path(need_program("busybox", "busybox-static")).read_bytes())
    (root / "usr/bin/busybox").chmod(0o755)
    command = within(root, ["/usr/bin/busybox", "ls", "/usr/bin", tmp_path])
    seen = subprocess.run(command, capture_output=True, text=True, check=True)
    assert seen.stdout.split() == [f"{tmp_path}:", "root", "/usr/bin:", "busybox", "told"]
    assert Path("/usr/bin/env").exists(), "this machine's own programs are hidden"
    assert within(MACHINE, ["true"]) == ["true"]


@pytest.mark.parametrize("installs", [0, 1])
def test_no_password_of_a_proxy_or_an_archive_stays_in_the_root(tmp_path: Path, installs: int) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    stand_ins = {
        "debootstrap": 'mkdir -p "$3/etc/apt/apt.conf.d" "$3/root"',
        "apt-config": """echo 'Acquire::http::Proxy "http://user:secret@proxy.example";'""",
        "unshare": f'grep -rq secret "{tmp_path}/root/etc/apt" && exit {installs}',
    }
    for name, does in stand_ins.items():
        (programs / name).write_text(f"#!/bin/sh\n{does}\n")
        (programs / name).chmod(0o755)
    (tmp_path / "packages").write_text("qemu-system-x86\n")
    made = subprocess.run(
        ["/bin/sh", debian13._MAKE, tmp_path / "root", tmp_path / "packages", "http://user:secret@archive.example/debian trixie main"],
        env={"PATH": f"{programs}:/usr/bin:/bin"},
        capture_output=True,
        check=False,
    )
    assert made.returncode == installs
    assert not [path for path in (tmp_path / "root").rglob("*") if path.is_file() and b"secret" in path.read_bytes()]
