"""What a shell is told of values of options, when the user asks it to complete one. Nothing is asked of a cloud."""

import os
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from conformance.installation import PROFILES

_MOST = 1_000_000
"""Bytes of a clouds.yaml that are read for it."""


def complete_profile(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """The names in profiles/, and files."""
    if "/" in incomplete or "." in incomplete:
        return [CompletionItem(incomplete, type="file")]
    return [CompletionItem(name) for name in sorted(path.stem for path in PROFILES.glob("*.yaml")) if name.startswith(incomplete)]


def complete_cloud(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """The names in clouds.yaml, where clients of OpenStack look for it."""
    return [CompletionItem(name) for name in cloud_names() if name.startswith(incomplete)]


def cloud_names() -> list[str]:
    """The clouds that clouds.yaml names; none where there is no such file, or it cannot be read."""
    # only who completes pays for it
    import yaml

    for path in clouds_files():
        try:
            with path.open(encoding="utf-8") as file:
                content = yaml.safe_load(file.read(_MOST))
        except (OSError, ValueError, yaml.YAMLError):
            continue
        clouds = content.get("clouds") if isinstance(content, dict) else None
        return sorted(map(str, clouds)) if isinstance(clouds, dict) else []
    return []


def clouds_files() -> list[Path]:
    """Where clients of OpenStack look for a clouds.yaml, first to last, those that are there."""
    named = os.environ.get("OS_CLIENT_CONFIG_FILE")
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    places = [Path(named)] if named else [Path("clouds.yaml"), home / "openstack" / "clouds.yaml", Path("/etc/openstack/clouds.yaml")]
    return [path for path in places if path.is_file()]
