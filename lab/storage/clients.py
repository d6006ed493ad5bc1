"""What a node needs to speak to Ceph: its configuration, the keyrings of its services, and libvirt's secret."""

from uuid import NAMESPACE_DNS, uuid5

from lab.layout import CONTROL
from lab.services.files import NodeFile
from lab.services.rendering import CEPH_SECRET, Renderer
from lab.storage.keys import CINDER, GLANCE, client_keyring, key_of

CONFIGURATION = "/etc/ceph/ceph.conf"
FSID = uuid5(NAMESPACE_DNS, "ceph.lab")

SECRET_FILES = tuple(f"/etc/libvirt/secrets/{CEPH_SECRET}.{kind}" for kind in ("xml", "base64"))
"""What libvirt keeps a secret in, and reads when it starts. Kolla-Ansible writes them, too."""


def keyring_path(user: str) -> str:
    """Where Ceph's programs look for the keyring of a user."""
    return f"/etc/ceph/ceph.{user}.keyring"


def configuration(renderer: Renderer, name: str) -> NodeFile:
    """Where the monitor is, for the clients and daemons of a node."""
    return NodeFile(CONFIGURATION, renderer.render("ceph.conf", name, fsid=FSID))


def host_files(renderer: Renderer, name: str) -> tuple[NodeFile, ...]:
    """What a compute host is given."""
    definition, value = SECRET_FILES
    return (
        configuration(renderer, name),
        NodeFile(keyring_path(CINDER), client_keyring(renderer, CINDER), 0o640),
        NodeFile(definition, renderer.render("ceph_secret.xml", name, uuid=CEPH_SECRET, user=CINDER), 0o600),
        NodeFile(value, key_of(renderer, CINDER), 0o600),
    )


def control_files(renderer: Renderer) -> tuple[NodeFile, ...]:
    """What Glance and Cinder are given."""
    return (
        configuration(renderer, CONTROL),
        *(NodeFile(keyring_path(user), client_keyring(renderer, user), 0o640) for user in (CINDER, GLANCE)),
    )
