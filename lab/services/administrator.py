"""The administrator of the lab's cloud."""

from typing import Any

import openstack

from lab.services.rendering import REGION, Renderer


def connect(renderer: Renderer) -> Any:
    """A connection as the cloud's administrator."""
    return openstack.connect(
        auth_url=renderer.auth_url,
        username="admin",
        password=renderer.secrets["admin"],
        project_name="admin",
        user_domain_name="Default",
        project_domain_name="Default",
        region_name=REGION,
        app_name="lab",
    )
