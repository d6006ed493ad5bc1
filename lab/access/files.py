"""The files that lead a user, or the suite, to the lab."""

from pathlib import Path

from lab.layout import CONTROL
from lab.services.rendering import Renderer


def write_access_files(renderer: Renderer, nodes: dict[str, str], key: Path) -> None:
    """Write what leads a user, or the suite, to the lab: clouds.yaml, an Ansible-style inventory and an SSH configuration."""
    layout = renderer.layout
    ssh_config = layout.access / "ssh_config"
    values: dict[str, object] = {
        "addresses": nodes,
        "key": key,
        "known_hosts": layout.access / "known_hosts",
        "ssh_config": ssh_config,
    }
    for template, path in (("clouds.yaml", "clouds.yaml"), ("inventory.ini", "inventory.ini"), ("ssh_config", "ssh_config")):
        target = layout.access / path
        target.touch(mode=0o600)
        target.write_text(renderer.render(template, CONTROL, **values))
