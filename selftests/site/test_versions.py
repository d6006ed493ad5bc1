import os
from collections.abc import Callable
from pathlib import Path

import pytest
from openstack.connection import Connection

from conformance.site.hosts import Hosts
from conformance.site.inventory import Inventory
from conformance.site.profile_model import Connection as Reach
from conformance.site.profile_model import HostAccessRules, LogicalService, Profile, Service, ServiceKind
from conformance.site.versions import find_versions
from selftests.small_cloud import SDK_WARNS_OF_ITSELF

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


def test_hosts_tell_the_versions_of_nova_and_libvirt(conn: Connection, program: Callable[[str, str], Path]) -> None:
    python = program("python-of-nova", "#!/bin/sh\ncase $2 in *'version(\"nova\")'*) echo 34.0.0 ;; esac\n")
    program("nova-compute", f"#! {python}\n")
    program("virsh", f"#!/bin/sh\n{VIRSH}\n")
    with Hosts(PROFILE, Inventory()) as hosts:
        versions = find_versions(conn, hosts, ["compute-01", "compute-02"])
    assert versions == {"nova_api": "2.96", "qemu": "7.2.22", "nova": "34.0.0", "libvirt": "9.0.0"}


def test_a_program_that_fails_tells_no_version(conn: Connection, program: Callable[[str, str], Path]) -> None:
    program("nova-compute", "#!/bin/false\n")
    program("virsh", "#!/bin/sh\nexit 1\n")
    with Hosts(PROFILE, Inventory()) as hosts:
        assert find_versions(conn, hosts, ["compute-01"]) == {"nova_api": "2.96", "qemu": "7.2.22"}
