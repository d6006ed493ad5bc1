"""Tempest's own tests, unmodified, from PyPI, in an environment of its own."""

import configparser
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openstack

from lab.access.cloud import FLAVORS, IMAGE, NETWORK
from lab.layout import Layout
from lab.shell import run

LOCK = Path(__file__).parents[1] / "installed" / "tempest" / "requirements.txt"

_COMPUTE = "tempest.api.compute"
LIVE = f"{_COMPUTE}.admin.test_live_migration.LiveMigrationTest.test_live_block_migration"
COLD = f"{_COMPUTE}.admin.test_migrations.MigrationsAdminTest.test_cold_migration"
HARD_REBOOT = f"{_COMPUTE}.servers.test_server_actions.ServerActionsTestJSON.test_reboot_server_hard"
RESIZE = f"{_COMPUTE}.servers.test_server_actions.ServerActionsTestJSON.test_resize_server_confirm"


@dataclass(frozen=True)
class Tempest:
    """An installed and configured Tempest."""

    environment: Path
    directory: Path

    def run(self, *tests: str) -> "TempestRun":
        """Run those tests, one after the other, in one process."""
        began = time.monotonic()
        done = subprocess.run(
            [self.environment / "bin" / "python", "-m", "testtools.run", *tests],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd=self.directory,
            env=os.environ | {"TEMPEST_CONFIG_DIR": str(self.directory)},
            check=False,
        )
        said = done.stdout + done.stderr
        return TempestRun(said, done.returncode == 0 and _ran(said) == len(tests), time.monotonic() - began)


@dataclass(frozen=True)
class TempestRun:
    """What it said, whether every test ran and passed, and how many seconds its process took."""

    said: str
    passed: bool
    wall: float


def _ran(said: str) -> int:
    """How many tests ran and were not skipped."""
    ran = re.search(r"^Ran (\d+) tests?", said, re.MULTILINE)
    skipped = re.search(r"skipped=(\d+)", said)
    return (int(ran[1]) if ran else 0) - (int(skipped[1]) if skipped else 0)


def install(layout: Layout) -> Path:
    """Its environment, below the lab's home. :raises LabError: a package could not be installed"""
    environment = layout.home / "tempest" / "environment"
    if not (environment / "complete").exists():
        uv: list[str | Path] = [sys.executable, "-m", "uv"]
        run([*uv, "venv", "--quiet", "--clear", "--python", "/usr/bin/python3", environment])
        run([*uv, "pip", "install", "--quiet", "--python", environment / "bin" / "python", "--require-hashes", "-r", LOCK], timeout=900)
        (environment / "complete").touch()
    return environment


def configure(layout: Layout, hosts: Sequence[str]) -> Tempest:
    """A configuration that asks of the lab what it has: no volumes, no routers, the network that all share."""
    environment = install(layout)
    conn: Any = openstack.connect(cloud="lab")
    auth = conn.config.get_auth_args()
    flavors = sorted(FLAVORS, key=lambda name: FLAVORS[name])
    small, medium = (conn.compute.find_flavor(name).id for name in flavors[:2])
    directory = layout.home / "tempest" / "configuration"
    (directory / "locks").mkdir(parents=True, exist_ok=True)
    settings: dict[str, dict[str, Any]] = {
        "DEFAULT": {"log_file": directory / "tempest.log"},
        "oslo_concurrency": {"lock_path": directory / "locks"},
        "auth": {
            "use_dynamic_credentials": True,
            "create_isolated_networks": False,
            "admin_username": auth["username"],
            "admin_password": auth["password"],
            "admin_project_name": auth["project_name"],
            "admin_domain_name": "Default",
        },
        "identity": {"uri_v3": auth["auth_url"], "region": conn.config.region_name},
        "compute": {
            "image_ref": conn.image.find_image(IMAGE).id,
            "image_ref_alt": conn.image.find_image(IMAGE).id,
            "flavor_ref": small,
            "flavor_ref_alt": medium,
            "fixed_network_name": NETWORK,
            "min_compute_nodes": len(hosts),
            # the newest that its tests ask for servers with
            "max_microversion": "latest",
        },
        "compute-feature-enabled": {
            "resize": True,
            "cold_migration": True,
            "live_migration": True,
            "block_migration_for_live_migration": True,
            "can_migrate_between_any_hosts": True,
            "vnc_console": False,
        },
        "network": {"public_network_id": conn.network.find_network(NETWORK).id, "floating_network_name": ""},
        "service_available": {"cinder": False, "swift": False, "horizon": False, "neutron": True, "glance": True, "nova": True},
        "validation": {"run_validation": False},
    }
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_dict({section: {key: str(value) for key, value in keys.items()} for section, keys in settings.items()})
    path = directory / "tempest.conf"
    path.touch(mode=0o600)
    with path.open("w") as file:
        parser.write(file)
    return Tempest(environment, directory)
