"""The configuration files of the lab's services, from templates."""

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_DNS, uuid5

from jinja2 import Environment, PackageLoader, StrictUndefined

from lab.installed.debian13 import MACHINE
from lab.installed.releases import NEWEST
from lab.layout import CONTROL, MANAGEMENT, STORAGE, Layout, NetworkBackend, Shape, Storage
from lab.services import certificates
from lab.services.certificates import authority_file

REGION = "lab"
KEYSTONE_PORT = 5000
SERVICE_USERS = ("glance", "neutron", "nova", "placement")
VOLUME_USER = "cinder"
"""One more, in a lab with volumes."""
CEPH_SECRET = uuid5(NAMESPACE_DNS, "client.cinder.secret.lab")
"""By which libvirt knows the key that Nova's guests open their disks in Ceph with."""

_SECRETS = ("admin", "database", "messages", "service")


@dataclass(frozen=True)
class Renderer:
    """Renders templates with what every service needs: passwords, addresses, where the environment of the services' release is.

    root: of the nodes that it renders for: the machine's own, or another Debian's. loses_writes: whether a QEMU of the lab loses writes of
    guests while they are migrated.
    """

    layout: Layout
    environment: Path
    secrets: Mapping[str, str]
    release: str = NEWEST
    shape: Shape = Shape.SUPERVISOR
    network: NetworkBackend = NetworkBackend.OPENVSWITCH
    tls: bool = False
    root: Path = MACHINE
    loses_writes: bool = True
    storage: Storage = Storage.LOCAL

    @property
    def auth_url(self) -> str:
        """Where Keystone answers."""
        return f"{self.api_url(KEYSTONE_PORT)}/v3"

    @property
    def trusted(self) -> str | None:
        """On this machine, the file of the authority that clients of the APIs trust; None: they speak no TLS."""
        return str(authority_file(self.layout)) if self.tls else None

    def api_url(self, port: int) -> str:
        """The root of the API on that port of the control plane."""
        return f"{'https' if self.tls else 'http'}://{self.layout.address(CONTROL)}:{port}"

    def render(self, template: str, node: str, **values: object) -> str:
        """The text of a configuration file for a node."""
        control_address = self.layout.address(CONTROL)
        return _TEMPLATES.get_template(f"{template}.j2").render(
            node=node,
            address=self.layout.address(node),
            control_address=control_address,
            environment=self.environment,
            release=self.release,
            shape=self.shape,
            of_kolla=self.shape.of_kolla,
            network=self.network,
            storage=self.storage,
            storage_node=STORAGE,
            storage_address=self.layout.address(STORAGE),
            management=MANAGEMENT,
            ceph_secret=CEPH_SECRET,
            metadata_secret=self._metadata_secret,
            tls=self.tls,
            loses_writes=self.loses_writes,
            trusted=self.trusted,
            certificates=certificates,
            secrets=self.secrets,
            region=REGION,
            transport_url=f"rabbit://openstack:{self.secrets['messages']}@{control_address}:5672/",
            auth_url=self.auth_url,
            database_url=self.database_url,
            credentials=self._credentials,
            token_cache=f"memcached_servers = {control_address}:11211\nwww_authenticate_uri = {self.auth_url}",
            **values,
        )

    @property
    def _metadata_secret(self) -> str:
        """With which metadata agents sign what they ask Nova for; made of a password, so that a lab whose passwords are made has one."""
        return hashlib.sha256(f"metadata {self.secrets['service']}".encode()).hexdigest()

    def database_url(self, name: str) -> str:
        """The SQLAlchemy URL of one of the control plane's databases."""
        return f"mysql+pymysql://openstack:{self.secrets['database']}@{self.layout.address(CONTROL)}/{name}?charset=utf8mb4"

    def _credentials(self, user: str) -> str:
        return "\n".join(
            (
                "auth_type = password",
                f"auth_url = {self.auth_url}",
                f"username = {user}",
                f"password = {self.secrets['service']}",
                "project_name = service",
                "user_domain_name = Default",
                "project_domain_name = Default",
                *([f"cafile = {certificates.TRUSTED}"] if self.tls else []),
            )
        )


def load_secrets(layout: Layout) -> dict[str, str]:
    """The lab's passwords; made at random the first time, and kept readable by their owner only."""
    if not layout.secrets.exists():
        layout.home.mkdir(parents=True, exist_ok=True)
        text = json.dumps({name: secrets.token_urlsafe(18) for name in _SECRETS})
        with os.fdopen(os.open(layout.secrets, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(text)
    loaded: dict[str, str] = json.loads(layout.secrets.read_text())
    return loaded


_TEMPLATES = Environment(
    loader=PackageLoader("lab.services"),
    undefined=StrictUndefined,
    trim_blocks=True,
    keep_trailing_newline=True,
    autoescape=False,  # noqa: S701 - configuration files, not HTML
)
