"""The users of the lab's Ceph: their keys, and what they may do. As Ceph's documentation has them for OpenStack.

https://docs.ceph.com/en/pacific/rbd/rbd-openstack/
"""

import base64
import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from lab.services.rendering import Renderer

IMAGES, VOLUMES, VMS = ("images", "volumes", "vms")
POOLS = (IMAGES, VOLUMES, VMS)

GLANCE = "client.glance"
CINDER = "client.cinder"
"""Nova's user, too."""

MONITOR, MANAGER, OSD, ADMIN = ("mon.", "mgr.a", "osd.0", "client.admin")

_AES = 1
"""The type of a key, as Ceph's CryptoKey has it."""


@dataclass(frozen=True)
class User:
    """A user of Ceph, and its capabilities by kind of daemon."""

    name: str
    caps: Mapping[str, str]


USERS = (
    User(MONITOR, {"mon": "allow *"}),
    User(MANAGER, {"mon": "allow profile mgr", "osd": "allow *", "mds": "allow *"}),
    User(OSD, {"mon": "allow profile osd", "mgr": "allow profile osd", "osd": "allow *"}),
    User(ADMIN, {"mon": "allow *", "mgr": "allow *", "osd": "allow *", "mds": "allow *"}),
    User(GLANCE, {"mon": "profile rbd", "osd": f"profile rbd pool={IMAGES}", "mgr": f"profile rbd pool={IMAGES}"}),
    User(
        CINDER,
        {
            "mon": "profile rbd",
            "osd": f"profile rbd pool={VOLUMES}, profile rbd pool={VMS}, profile rbd-read-only pool={IMAGES}",
            "mgr": f"profile rbd pool={VOLUMES}, profile rbd pool={VMS}",
        },
    ),
)


def key_of(renderer: Renderer, user: str) -> str:
    """The key of a user, as keyrings have it; made of a password of the lab, so that hosts can be told it before the cluster is there."""
    secret = hashlib.sha256(f"ceph {user} {renderer.secrets['service']}".encode()).digest()[:16]
    return base64.b64encode(struct.pack("<HIIH", _AES, 0, 0, len(secret)) + secret).decode()


def keyring(renderer: Renderer, *users: str) -> str:
    """The text of a keyring of these users, with what they may do: a cluster that is made of it lets them."""
    sections = []
    for user in USERS:
        if user.name in users:
            caps = "".join(f'\tcaps {daemon} = "{cap}"\n' for daemon, cap in user.caps.items())
            sections.append(f"[{user.name}]\n\tkey = {key_of(renderer, user.name)}\n{caps}")
    return "".join(sections)


def client_keyring(renderer: Renderer, user: str) -> str:
    """The text of the keyring that a client is given."""
    return f"[{user}]\n\tkey = {key_of(renderer, user)}\n"
