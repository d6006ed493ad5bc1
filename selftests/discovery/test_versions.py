import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openstack.connection import Connection

from conformance.config.profile_model import Connection as Reach
from conformance.config.profile_model import HostAccessRules, LogicalService, Profile, Service, ServiceKind
from conformance.discovery.versions import find_versions
from conformance.inventory.inventory import Inventory
from conformance.probe.hosts import Hosts
from selftests.stand_ins.small_cloud import SDK_WARNS_OF_ITSELF

pytestmark = SDK_WARNS_OF_ITSELF

PROCESS = Service(kind=ServiceKind.PROCESS, name="x")
PROFILE = Profile(
    hosts=HostAccessRules(connection=Reach.LOCAL),
    services={LogicalService.NOVA_COMPUTE: PROCESS, LogicalService.NOVA_LIBVIRT: PROCESS},
)
VIRSH = "echo 'Compiled against library: libvirt 10.0.0'; echo 'Using library: libvirt 9.0.0'; echo 'Using API: QEMU 9.0.0'"


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Puts a program in front of this machine's own."""
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text)
        path.chmod(0o755)
        return path

    return write


@pytest.fixture(autouse=True)
def proc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the host shows of its processes: nothing, as this machine may run a Nova."""
    path = tmp_path / "proc"
    path.mkdir()
    monkeypatch.setattr("conformance.discovery.versions._PROC", str(path))
    return path


def process(proc: Path, number: int, *words: str) -> None:
    """A process of that command line."""
    (proc / f"{number}").mkdir()
    (proc / f"{number}" / "cmdline").write_bytes(b"".join(word.encode() + b"\0" for word in words))


def install(prefix: Path, version: str = "34.0.0", python: str = "python3.11", packages: str = "site-packages") -> Path:
    """Nova below a prefix, as pip installs it; its program would leave a file `ran` there."""
    program = prefix / "bin" / "nova-compute"
    program.parent.mkdir(parents=True, exist_ok=True)
    interpreter = prefix / "bin" / python
    interpreter.write_text(f"#!/bin/sh\ntouch {prefix}/ran\necho 6.6.6\n")
    interpreter.chmod(0o755)
    program.write_text(f"#!{interpreter}\n")
    program.chmod(0o755)
    metadata = prefix / "lib" / python / packages / f"nova-{version}.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True, exist_ok=True)
    metadata.write_text(f"Metadata-Version: 2.1\nName: nova\nVersion: {version}\n\nVersion: of its description\n")
    return program


def nova(conn: Connection) -> str | None:
    with Hosts(PROFILE, Inventory()) as hosts:
        return find_versions(conn, hosts, ["compute-01"]).told.get("nova")


def test_hosts_tell_the_versions_of_nova_and_libvirt(
    conn: Connection, program: Callable[[str, str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
    program("virsh", f"#!/bin/sh\n{VIRSH}\n")
    with Hosts(PROFILE, Inventory()) as hosts:
        versions = find_versions(conn, hosts, ["compute-01", "compute-02"])
    assert versions.told == {"nova_api": "2.96", "qemu": "7.2.22", "nova": "34.0.0", "libvirt": "9.0.0"}
    assert versions.hosts["nova"] == {"compute-01": "34.0.0", "compute-02": "34.0.0"}
    assert not (tmp_path / "ran").exists()


def test_a_virtual_environment_that_is_not_on_the_path_is_found_by_its_process(conn: Connection, tmp_path: Path, proc: Path) -> None:
    process(
        proc, 7, f"{tmp_path}/venv/bin/python3.11", str(install(tmp_path / "venv", "29.2.1.dev5")), "--config-file", "/etc/nova/nova.conf"
    )
    assert nova(conn) == "29.2.1.dev5"
    assert not (tmp_path / "venv" / "ran").exists()


@pytest.mark.parametrize(("python", "packages"), [("python3", "dist-packages"), ("python3.9", "site-packages")])
def test_distributions_keep_packages_where_they_like(conn: Connection, tmp_path: Path, proc: Path, python: str, packages: str) -> None:
    process(proc, 7, str(install(tmp_path / "usr", python=python, packages=packages)))
    assert nova(conn) == "34.0.0"


def test_of_two_pythons_the_one_counts_that_the_program_names(conn: Connection, tmp_path: Path, proc: Path) -> None:
    install(tmp_path / "usr", "1.0.0", "python3.1")
    process(proc, 7, str(install(tmp_path / "usr", "34.0.0")))
    assert nova(conn) == "34.0.0"


def test_a_source_tree_that_is_linked_to_is_read(conn: Connection, tmp_path: Path, proc: Path) -> None:
    path = install(tmp_path / "usr")
    (packages,) = (tmp_path / "usr").glob("lib/*/*-packages")
    shutil.rmtree(packages / "nova-34.0.0.dist-info")
    (tmp_path / "nova" / "nova.egg-info").mkdir(parents=True)
    (tmp_path / "nova" / "nova.egg-info" / "PKG-INFO").write_text("Name: nova\nVersion: 31.0.1\n")
    (packages / "nova.egg-link").write_text(f"{tmp_path}/nova\n.\n")
    process(proc, 7, str(path))
    assert nova(conn) == "31.0.1"


@pytest.mark.parametrize("which", ["bin/nova-compute", "lib/python3.11/site-packages/nova-34.0.0.dist-info/METADATA"])
@pytest.mark.parametrize("mode", [0o646, 0o664])
def test_what_others_may_write_is_neither_run_nor_believed(conn: Connection, tmp_path: Path, proc: Path, which: str, mode: int) -> None:
    """Any user of a host may start a process whose command line names a nova-compute of his own."""
    process(proc, 7, "sleep", str(install(tmp_path / "x")))
    (tmp_path / "x" / which).chmod(mode)
    assert nova(conn) is None
    assert not (tmp_path / "x" / "ran").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another user")
def test_what_belongs_to_another_user_is_neither_run_nor_believed(conn: Connection, tmp_path: Path, proc: Path) -> None:
    path = install(tmp_path / "x")
    os.chown(path, 65534, 65534)
    process(proc, 7, str(path))
    assert nova(conn) is None
    assert not (tmp_path / "x" / "ran").exists()


def test_a_command_line_is_no_code(conn: Connection, tmp_path: Path, proc: Path) -> None:
    for number, path in enumerate([f"/$(touch {tmp_path}/ran)/nova-compute", f"/x;touch {tmp_path}/ran;/nova-compute", "/-x/nova-compute"]):
        process(proc, number, path)
    assert nova(conn) is None
    assert not (tmp_path / "ran").exists()


def test_a_program_that_fails_tells_no_version(conn: Connection, program: Callable[[str, str], Path]) -> None:
    program("nova-compute", "#!/bin/false\n")
    program("virsh", "#!/bin/sh\nexit 1\n")
    with Hosts(PROFILE, Inventory()) as hosts:
        assert find_versions(conn, hosts, ["compute-01"]).told == {"nova_api": "2.96", "qemu": "7.2.22"}
