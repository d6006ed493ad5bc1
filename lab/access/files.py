"""The files that lead a user, or the suite, to the lab."""

from pathlib import Path
from typing import Any

import yaml

from lab.layout import CONTROL, Layout, NetworkBackend, Shape
from lab.packaged.host import DEPLOYER
from lab.services.rendering import Renderer

PROFILES = Path(__file__).parents[2] / "profiles"
_OF_A_SITE = ("guest", "expect", "timeouts")
"""What a profile of a deployment cannot know: names of the cloud, and what it runs on."""

_OF_OVN: dict[str, dict[str, Any]] = {
    "l2_agent": {"kind": "supervisor", "name": "ovn-controller", "config": [], "log": "/var/log/ovn/ovn-controller.log"},
    "metadata_agent": {
        "kind": "supervisor",
        "name": "neutron-ovn-metadata-agent",
        "config": ["/etc/neutron/neutron.conf", "/etc/neutron/neutron_ovn_metadata_agent.ini"],
        "log": "/var/log/neutron/neutron-ovn-metadata-agent.log",
    },
    "nova_metadata": {"kind": "supervisor", "name": "nova-metadata", "log": "/var/log/nova/nova-metadata.log"},
    "neutron_periodic_worker": {
        "kind": "supervisor",
        "name": "neutron-periodic-workers",
        "log": "/var/log/neutron/neutron-periodic-workers.log",
    },
    "neutron_ovn_maintenance_worker": {
        "kind": "supervisor",
        "name": "neutron-ovn-maintenance-worker",
        "log": "/var/log/neutron/neutron-ovn-maintenance-worker.log",
    },
    "ovn_northd": {"kind": "supervisor", "name": "ovn-northd", "log": "/var/log/ovn/ovn-northd.log"},
    "ovn_nb_db": {"kind": "supervisor", "name": "ovn-nb-db", "log": "/var/log/ovn/ovn-nb-db.log"},
    "ovn_sb_db": {"kind": "supervisor", "name": "ovn-sb-db", "log": "/var/log/ovn/ovn-sb-db.log"},
}
"""What the lab's own shape has otherwise with OVN. The profile of Kolla-Ansible names both."""


def write_access_files(renderer: Renderer, nodes: dict[str, str], key: Path) -> None:
    """Write what leads a user, or the suite, to the lab: clouds.yaml, an Ansible-style inventory and an SSH configuration."""
    layout = renderer.layout
    ssh_config = layout.access / "ssh_config"
    values: dict[str, object] = {
        "addresses": nodes,
        "key": key,
        "known_hosts": layout.access / "known_hosts",
        "ssh_config": ssh_config,
        "user": DEPLOYER if renderer.shape is Shape.PACKAGED_DEBIAN else "root",
    }
    inventory = "kolla_inventory.ini" if renderer.shape.of_kolla else "inventory.ini"
    for template, path in (("clouds.yaml", "clouds.yaml"), (inventory, "inventory.ini"), ("ssh_config", "ssh_config")):
        target = layout.access / path
        target.touch(mode=0o600)
        target.write_text(renderer.render(template, CONTROL, **values))
    _write_profile(layout, renderer.shape, renderer.network)


def profile_of(layout: Layout) -> str:
    """What `--profile` is to be given for the lab that was started last."""
    written = layout.access / "profile.yaml"
    return str(written) if written.exists() else "lab"


def _write_profile(layout: Layout, shape: Shape, network: NetworkBackend) -> None:
    """A site's own profile, over that of its deployment. The lab's own shape has one in the repository, with Open vSwitch agents."""
    target = layout.access / "profile.yaml"
    target.unlink(missing_ok=True)
    if shape is not Shape.SUPERVISOR:
        of_the_lab = yaml.safe_load((PROFILES / "lab.yaml").read_text())
        site = {key: of_the_lab[key] for key in _OF_A_SITE}
        target.write_text(yaml.safe_dump({"title": f"The lab, in the shape {shape}", "extends": str(shape), **site}, sort_keys=False))
    elif network is NetworkBackend.OVN:
        target.write_text(yaml.safe_dump({"title": "The embedded lab, with OVN", "extends": "lab", "services": _OF_OVN}, sort_keys=False))
