"""What the fake cloud does with a server where it is. Each page is a function of the cloud, the server and what was sent."""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from selftests.stand_ins.fake_cloud import FakeCloud, Server

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


PAGES: dict[str, tuple[str, Page]] = {
    "os-stop": ("stop", _comes_to("stop", "powering-off", "SHUTOFF", SHUT_OFF)),
    "os-start": ("start", _comes_to("start", "powering-on", "ACTIVE", RUNNING, fresh="boot")),
    "pause": ("pause", _comes_to("pause", "pausing", "PAUSED", PAUSED)),
    "unpause": ("unpause", _comes_to("unpause", "unpausing", "ACTIVE", RUNNING)),
    "suspend": ("suspend", _comes_to("suspend", "suspending", "SUSPENDED", SAVED)),
    "resume": ("resume", _comes_to("resume", "resuming", "ACTIVE", RUNNING)),
    "rebuild": ("rebuild", _comes_to("rebuild", "rebuilding", "ACTIVE", RUNNING, fresh="boot and disk")),
    "lock": ("lock", _locks(True)),
    "unlock": ("unlock", _locks(False)),
}
"""By what is sent to the API: what Nova calls the instance action, and what comes of it."""
