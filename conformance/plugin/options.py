"""The options of the suite, and the markers by which its parts are chosen."""

from pathlib import Path

import pytest

MARKERS = {
    "boot": "boots an instance on each compute host",
    "hard_reboot": "hard-reboots an instance on each compute host",
    "live_migration": "live-migrates over every ordered pair of compute hosts",
    "cold_migration": "cold-migrates over every ordered pair of compute hosts",
    "resize": "resizes an instance from each compute host",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """What a run needs to know."""
    group = parser.getgroup("conformance", "OpenStack host conformance")
    group.addoption("--os-cloud", metavar="NAME", help="the cloud to test, by its name in clouds.yaml; without it no cloud is touched")
    group.addoption("--profile", metavar="NAME", help="how it is deployed: a name in profiles/, or the path of a YAML file")
    group.addoption(
        "--inventory", metavar="FILE", type=Path, help="an Ansible inventory (INI or YAML) that says how compute hosts are reached"
    )
    group.addoption(
        "--strategy",
        choices=("rotation", "predicted-failures-first"),
        default="rotation",
        help="the order of pairs: each lane a chain over hosts, at the least cost (default); or those first that are predicted to fail",
    )
    group.addoption(
        "--no-disruption", action="store_true", help="invariants and predictions alone: nothing is created, no instance is touched"
    )
    group.addoption(
        "--reports", metavar="DIR", type=Path, default=Path("reports"), help="where runs leave their results (default: reports)"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the markers known."""
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")
