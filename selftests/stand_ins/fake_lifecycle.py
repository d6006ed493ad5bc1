"""What the fake cloud does with a server where it is. Each page is a function of the cloud, the server and what was sent."""

import hashlib
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from selftests.stand_ins.fake_cloud import FakeCloud, Server


class Refusal(Exception):
    """The API's answer is an error."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


Page = Callable[["FakeCloud", "Server", Any], None]

RUNNING, PAUSED, SHUT_OFF, SAVED = (
    "--state-running",
    "--state-paused",
    "--state-shutoff --without-managed-save",
    "--state-shutoff --with-managed-save",
)
"""How a host has a domain, as the options of `virsh list` that leave others out."""


def _comes_to(action: str, task: str, status: str, domain: str, *, fresh: str = "") -> Page:
    """A page after which the server is at rest one look later. With a fault of the action's name it stays as it was.

    :param fresh: what is new of the guest: its boot, or its boot and its disk
    """

    def page(cloud: "FakeCloud", server: "Server", _: Any) -> None:
        server.task = task

        def done() -> None:
            server.task = None
            if action in cloud.faults:
                return
            server.status = status
            if f"{action}-domain" not in cloud.faults:
                cloud.domain(server, str(server.host), state=domain)
            if "boot" in fresh and f"{action}-boot" not in cloud.faults:
                server.boot, server.seq = str(uuid.uuid4()), 0
            if "disk" in fresh and f"{action}-disk" not in cloud.faults:
                server.mark = uuid.uuid4().hex[:16]

        server.ahead = [done]

    return page


def _locks(locked: bool) -> Page:
    def page(cloud: "FakeCloud", server: "Server", _: Any) -> None:
        if "lock" not in cloud.faults:
            server.locked = locked

    return page


def _rescues(action: str, task: str, status: str) -> Page:
    """A rescue starts the guest from a fresh disk; its end, from its own."""

    def page(cloud: "FakeCloud", server: "Server", _: Any) -> None:
        server.task = task

        def done() -> None:
            server.task, server.status = None, status
            server.boot, server.seq = str(uuid.uuid4()), 0
            if action == "rescue" and "rescue-disk" not in cloud.faults:
                server.beside, server.mark = server.mark, uuid.uuid4().hex[:16]
            elif action == "unrescue" and "unrescue-disk" not in cloud.faults:
                server.beside, server.mark = "none", server.beside

        server.ahead = [done]

    return page


def _image(cloud: "FakeCloud", server: "Server", name: str, content: bytes) -> dict[str, Any]:
    image = {"id": str(uuid.uuid4()), "name": name, "status": "queued", "size": None, "instance_uuid": server.id, "content": content}
    cloud.images.append(image)
    return image


def _upload(cloud: "FakeCloud", image: dict[str, Any]) -> None:
    content = image["content"]
    image.update(status="active", size=len(content), os_hash_algo="sha512", os_hash_value=hashlib.sha512(content).hexdigest())
    if "image-cut" in cloud.faults:
        image["content"] = content[:-1]


def _snapshot(cloud: "FakeCloud", server: "Server", wanted: Any) -> None:
    server.task = "image_snapshot"
    image = _image(cloud, server, wanted["name"], b"disk " + server.mark.encode())

    def done() -> None:
        server.task = None
        if "snapshot" in cloud.faults:
            cloud.images.remove(image)
        else:
            _upload(cloud, image)

    server.ahead = [done]


def _shelve(cloud: "FakeCloud", server: "Server", _: Any) -> None:
    server.task = "shelving"
    image = _image(cloud, server, f"{server.name}-shelved", server.mark.encode())

    def shelved() -> None:
        _upload(cloud, image)
        server.status, server.task = "SHELVED", None if "shelve-stays" in cloud.faults else "shelving_offloading"

    server.ahead = [shelved] if "shelve-stays" in cloud.faults else [shelved, lambda: _off(cloud, server)]


def _offload(cloud: "FakeCloud", server: "Server", _: Any) -> None:
    server.task = "shelving_offloading"
    server.ahead = [lambda: _off(cloud, server)]


def _off(cloud: "FakeCloud", server: "Server") -> None:
    if "shelve-domain" not in cloud.faults:
        cloud.domain(server, str(server.host), there=False)
    server.status, server.task, server.host = "SHELVED_OFFLOADED", None, None
    if "shelve-allocation" not in cloud.faults:
        cloud.allocations.pop(server.id, None)


def _unshelve(cloud: "FakeCloud", server: "Server", wanted: Any) -> None:
    host = (wanted or {}).get("host") or next(one.name for one in cloud.hosts if one.enabled)
    server.task = "spawning"

    def done() -> None:
        server.status, server.task, server.host = "ACTIVE", None, host
        server.boot, server.seq = str(uuid.uuid4()), 0
        cloud.allocations[server.id] = {host}
        cloud.domain(server, host)
        if "unshelve-disk" in cloud.faults:
            server.mark = uuid.uuid4().hex[:16]
        if "unshelve-image" not in cloud.faults:
            cloud.images = [image for image in cloud.images if image["name"] != f"{server.name}-shelved"]

    server.ahead = [done]


PAGES: dict[str, tuple[str, Page]] = {
    "os-stop": ("stop", _comes_to("stop", "powering-off", "SHUTOFF", SHUT_OFF)),
    "os-start": ("start", _comes_to("start", "powering-on", "ACTIVE", RUNNING, fresh="boot")),
    "pause": ("pause", _comes_to("pause", "pausing", "PAUSED", PAUSED)),
    "unpause": ("unpause", _comes_to("unpause", "unpausing", "ACTIVE", RUNNING)),
    "suspend": ("suspend", _comes_to("suspend", "suspending", "SUSPENDED", SAVED)),
    "resume": ("resume", _comes_to("resume", "resuming", "ACTIVE", RUNNING)),
    "rebuild": ("rebuild", _comes_to("rebuild", "rebuilding", "ACTIVE", RUNNING, fresh="boot and disk")),
    "rescue": ("rescue", _rescues("rescue", "rescuing", "RESCUE")),
    "unrescue": ("unrescue", _rescues("unrescue", "unrescuing", "ACTIVE")),
    "createImage": ("createImage", _snapshot),
    "shelve": ("shelve", _shelve),
    "shelveOffload": ("shelveOffload", _offload),
    "unshelve": ("unshelve", _unshelve),
    "lock": ("lock", _locks(True)),
    "unlock": ("unlock", _locks(False)),
}
"""By what is sent to the API: what Nova calls the instance action, and what comes of it."""


def create_port(cloud: "FakeCloud", body: dict[str, Any]) -> dict[str, Any]:
    """Neutron's new port."""
    if "port-quota" in cloud.faults:
        raise Refusal(409, cloud.faults["port-quota"])
    wanted = body["port"]
    address = f"fa:16:3e:00:01:{len(cloud.ports):02x}"
    port = {**wanted, "id": str(uuid.uuid4()), "mac_address": address, "device_id": "", "status": "DOWN", "binding:host_id": ""}
    cloud.ports.append(port)
    return {"port": port}


def delete_port(cloud: "FakeCloud", id: str) -> None:
    """It is gone at once."""
    cloud.ports = [port for port in cloud.ports if port["id"] != id]


def attach_port(cloud: "FakeCloud", server_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Nova answers when the port is attached."""
    server = cloud.servers[server_id]
    cloud.note(server_id, "attach_interface")
    port = next(port for port in cloud.ports if port["id"] == body["interfaceAttachment"]["port_id"])
    host = "elsewhere" if "attach-binding" in cloud.faults else server.host
    port.update({"device_id": server_id, "status": "ACTIVE", "binding:host_id": host, "binding:vif_type": "ovs"})
    if "attach-guest" not in cloud.faults:
        server.nics.append(port["mac_address"])
    return {"interfaceAttachment": {"port_id": port["id"]}}


def detach_port(cloud: "FakeCloud", server_id: str, id: str) -> None:
    """Nova has it done later, and here at once."""
    server = cloud.servers[server_id]
    cloud.note(server_id, "detach_interface")
    port = next(port for port in cloud.ports if port["id"] == id)
    port.update({"device_id": "", "status": "DOWN", "binding:host_id": ""})
    if "detach-guest" not in cloud.faults:
        server.nics.remove(port["mac_address"])
