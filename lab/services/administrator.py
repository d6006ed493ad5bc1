"""The administrator of the lab's cloud."""

from pathlib import Path
from typing import Any

import openstack

from lab.layout import CONTROL, Layout
from lab.nodes.node import Node
from lab.services.files import tls_of
from lab.services.rendering import REGION, Renderer, load_secrets


def connect(renderer: Renderer) -> Any:
    """A connection as the cloud's administrator."""
    return openstack.connect(
        auth_url=renderer.auth_url,
        cacert=renderer.trusted,
        username="admin",
        password=renderer.secrets["admin"],
        project_name="admin",
        user_domain_name="Default",
        project_domain_name="Default",
        region_name=REGION,
        app_name="lab",
    )


def connect_to(layout: Layout) -> Any:
    """The same, to the lab that is up."""
    return connect(Renderer(layout, Path(), load_secrets(layout), tls=tls_of(Node(CONTROL, layout))))
