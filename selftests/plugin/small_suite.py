"""The suite that the plugin's self-tests run: the same operations and node ids as the real ones have, and no claim beyond them.

What it holds is not changed when a test is added to the real suites, and less is asked of the cloud.
"""

from pathlib import Path

_BOOT = """
import pytest

pytestmark = pytest.mark.boot

def test_boot(compute_host, operate):
    operate.boot(compute_host)
"""

_HARD_REBOOT = """
import pytest

pytestmark = pytest.mark.hard_reboot

def test_hard_reboot(compute_host, server_on, operate):
    operate.hard_reboot(server_on(compute_host))
"""

_LIVE_MIGRATION = """
import pytest

pytestmark = pytest.mark.live_migration

def test_live_migration(host_pair, server_on, operate):
    operate.live_migrate(server_on(host_pair.source), to=host_pair.destination)
"""

_COLD_MIGRATION = """
import pytest

pytestmark = pytest.mark.cold_migration

def test_cold_migration(host_pair, server_on, operate):
    server = server_on(host_pair.source)
    operate.cold_migrate(server, to=host_pair.destination)
    operate.confirm(server)
"""

_RESIZE = """
import pytest

pytestmark = pytest.mark.resize

def test_resize_confirm(compute_host, server_on, operate):
    server = server_on(compute_host)
    operate.resize(server)
    operate.confirm(server)
"""

_HOSTS = """
import pytest

pytestmark = pytest.mark.invariant

def test_host(invariant, compute_host, holds):
    holds(invariant, on=compute_host)
"""

_CLOUD = """
import pytest

pytestmark = pytest.mark.invariant

def test_cloud(invariant, holds):
    holds(invariant)
"""

CAREFUL = """
import pytest

pytestmark = pytest.mark.live_migration

def test_careful(host_pair, server_on, operate, guest, location, rollback):
    server = server_on(host_pair.source)
    boot = guest.boot_of(server)
    with rollback.expected_on_failure(server, boot, host_pair.source, host_pair.destination):
        operate.live_migrate(server, to=host_pair.destination)
    guest.expect_same_boot(server, boot)
    location.expect_only_on(server, host_pair.destination, left=host_pair.source)
"""
"""A live migration with all that can be claimed of it."""

_TESTS = {
    "instances/test_boot.py": _BOOT,
    "instances/test_hard_reboot.py": _HARD_REBOOT,
    "instances/test_live_migration.py": _LIVE_MIGRATION,
    "instances/test_cold_migration.py": _COLD_MIGRATION,
    "instances/test_resize.py": _RESIZE,
    "hosts/test_invariants.py": _HOSTS,
    "cloud/test_invariants.py": _CLOUD,
}


def write_suite(directory: Path) -> None:
    """Write it as packages, since two of its files have the same name."""
    for name, code in _TESTS.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for package in (directory, path.parent):
            (package / "__init__.py").touch()
        path.write_text(code)
