"""Keystone's catalog: the services' users, their roles, and where each service answers."""

import requests

from lab.services.administrator import connect
from lab.services.control import apis
from lab.services.rendering import REGION, SERVICE_USERS, VOLUME_USER, Renderer
from lab.wait import wait_for


def fill_catalog(renderer: Renderer) -> None:
    """Make users, roles, services and endpoints through the API of the bootstrapped Keystone, once it answers."""
    keystone = "keystone to answer (log: `python -m lab logs control keystone`)"
    wait_for(keystone, lambda: requests.get(renderer.auth_url, timeout=20, verify=renderer.trusted).ok, budget=90)
    cloud = connect(renderer)
    identity = cloud.identity
    project = identity.create_project(name="service", domain_id="default")
    roles = {role.name: role for role in identity.roles()}
    for name in (*SERVICE_USERS, *([VOLUME_USER] if renderer.storage.has_volumes else [])):
        user = identity.create_user(name=name, password=renderer.secrets["service"], domain_id="default", default_project_id=project.id)
        for role in ("admin", "service"):
            identity.assign_project_role_to_user(project, user, roles[role])
    for kind, name, api, path in (
        ("placement", "placement", "placement-api", ""),
        ("image", "glance", "glance-api", ""),
        ("network", "neutron", "neutron-api", ""),
        ("compute", "nova", "nova-api", "/v2.1"),
        *([("block-storage", "cinder", "cinder-api", "/v3")] if renderer.storage.has_volumes else []),
    ):
        port = next(known.port for known in apis(renderer) if known.name == api)
        service = identity.create_service(type=kind, name=name)
        url = f"{renderer.api_url(port)}{path}"
        for interface in ("public", "internal"):
            identity.create_endpoint(service_id=service.id, interface=interface, region_id=REGION, url=url)
