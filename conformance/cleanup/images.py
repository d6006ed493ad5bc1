"""The images that a run made of its servers, told from others of their names: names are not unique in Glance."""

from keystoneauth1 import exceptions as keystone
from openstack import exceptions
from openstack.connection import Connection

from conformance.cloud.answers import understanding
from conformance.cloud.nova import RUN_MARK, Refused, call, service_of
from conformance.input.names import uuid_in

_NOT_FOUND = 404


def own_images(conn: Connection, run: str, name: str) -> list[str]:
    """The ids of the images of that name that say that they are of that run (property conformance_run), as Nova writes it on them.

    :raises Transient, Refused, NotUnderstood: as Nova's calls do
    """
    try:
        answer = call(service_of(conn, "image"), "GET", "/images", params={"name": name})
    except (keystone.EndpointNotFound, exceptions.ServiceDisabledException):
        return []
    with understanding(conn, "image", "images"):
        found = [one for one in answer.json()["images"] if one.get("name") == name and one.get(RUN_MARK) == run]
        return [uuid_in("the id of an image in Glance's answer", one["id"]) for one in found]


def delete_image(conn: Connection, id: str) -> None:
    """Ask for the deletion of an image; that it is gone already is fine. :raises Transient, Refused: as Nova's calls do"""
    try:
        call(service_of(conn, "image"), "DELETE", f"/images/{id}")
    except Refused as refusal:
        if refusal.status != _NOT_FOUND:
            raise
