"""The image that the server was made from, and the flavor that it has to fit."""

from collections.abc import Iterator

from openstack.connection import Connection

from conformance.cloud.nova import call
from conformance.model.evidence import Evidence, Source
from conformance.model.operation import Operation

_KEYS = ("status", "disk_format", "container_format", "size", "virtual_size", "min_disk", "min_ram", "checksum")
_PREFIXES = ("hw_", "img_", "os_", "trait:")
"""Of properties that say what the guest needs of its host."""


def image(conn: Connection, operation: Operation) -> Iterator[Evidence]:
    """The flavor in one line; the image's state, format, sizes and hardware properties in another, unless the server has none.

    :raises openstack.exceptions.SDKException: the server could not be read
    :raises conformance.cloud.nova.Refused: Glance said no
    :raises conformance.cloud.wait.Transient: Glance gave no answer
    """
    if operation.server_id is None:
        return
    server = conn.compute.get_server(operation.server_id)
    flavor = server.flavor
    lines = []
    if flavor:
        lines.append(
            f"flavor {flavor.name or flavor.id}: vcpus={flavor.vcpus} ram={flavor.ram} disk={flavor.disk} ephemeral={flavor.ephemeral} "
            f"swap={flavor.swap} {_properties(flavor.extra_specs)}"
        )
    if server.image and server.image.id:
        found = call(conn.image, "GET", f"/images/{server.image.id}").json()
        known = " ".join(f"{key}={found.get(key)}" for key in _KEYS)
        lines.append(f"image {server.image.id}: {known} {_properties({key: found[key] for key in found if key.startswith(_PREFIXES)})}")
    if lines:
        yield Evidence(source=Source.IMAGE, text="\n".join(lines))


def _properties(found: dict[str, object] | None) -> str:
    return " ".join(f"{key}={value}" for key, value in sorted((found or {}).items()) if value is not None)
