"""Reading answers of the cloud's APIs: one that is made otherwise than OpenStack's documentation says is told of in a line."""

from collections.abc import Iterator
from contextlib import contextmanager

from keystoneauth1 import exceptions as keystone
from openstack import exceptions
from openstack.connection import Connection

from conformance.input.understanding import NOT_UNDERSTOOD, oddity
from conformance.model.errors import SuiteFault

_NAMES = {
    "block_storage": "Cinder",
    "compute": "Nova",
    "identity": "Keystone",
    "image": "Glance",
    "network": "Neutron",
    "placement": "Placement",
}
"""Of services, by what openstacksdk calls them."""


class NotUnderstood(SuiteFault):
    """An API answered, but not as it should: a page of a load balancer, say, or a document that lacks what it must have."""


@contextmanager
def understanding(conn: Connection, service: str, what: str) -> Iterator[None]:
    """Where an answer is read. Waits end at it: an API that answers like that does so again.

    :param service: whose it is, as openstacksdk calls it (placement, network, block_storage)
    :param what: what the answer tells of, for people
    :raises NotUnderstood: for everything that reading an answer raises which is made otherwise
    """
    try:
        yield
    except NOT_UNDERSTOOD as error:
        raise NotUnderstood(
            f"{_NAMES.get(service, service)} at {_url(conn, service)}: its answer about {what} is not understood ({oddity(error)}). "
            "Look whether that URL leads to the API itself"
        ) from error


def _url(conn: Connection, service: str) -> str:
    try:
        return str(getattr(conn, service).get_endpoint() or "its endpoint")
    except (keystone.ClientException, exceptions.SDKException, *NOT_UNDERSTOOD):
        return "its endpoint"
