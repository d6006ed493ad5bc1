"""The suite and its programs, as an operator of the lab starts them."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from lab.access.files import profile_of
from lab.layout import Layout


def suite_command(layout: Layout, *words: str, reports: Path, profile: str | Path | None = None) -> list[str]:
    """pytest over the lab, with more words of an operator's: which tests, which options. :param profile: None: the lab's own"""
    access = ["--os-cloud", "lab", "--profile", str(profile or profile_of(layout)), "--inventory", str(layout.access / "inventory.ini")]
    return [sys.executable, "-m", "pytest", *words, *access, "--reports", str(reports), "-p", "no:cacheprovider"]


def clean_command(layout: Layout, *words: str) -> list[str]:
    """`conformance clean`. The lab's inventory has ssh run a command (ProxyCommand), so no run keeps it."""
    program = str(Path(sys.executable).with_name("conformance"))
    return [program, "clean", "--inventory", str(layout.access / "inventory.ini"), *words]


def changed_profile(layout: Layout, path: Path, changes: Mapping[str, Any]) -> Path:
    """Write a profile that is the lab's own but for these keys. :return: path"""
    path.write_text(yaml.safe_dump({"extends": profile_of(layout), **changes}))
    return path


def with_access(layout: Layout, clouds_yaml: Path | None = None) -> dict[str, str]:
    """This process's environment, with the lab's clouds.yaml, or another, as the one that is read."""
    return os.environ | {"OS_CLIENT_CONFIG_FILE": str(clouds_yaml or layout.access / "clouds.yaml")}
