"""A server has been in ERROR for two hours."""

from lab.access.cloud import IMAGE
from lab.faults.fault import Fault, FaultGroup, FaultPlace, Violation
from lab.faults.target import FaultTarget
from lab.wait import wait_for

_FLAVOR = "lab-too-large"


def inject(target: FaultTarget) -> None:
    """Ask for a server that fits on no host, and date it back."""
    compute = target.cloud.compute
    flavor = {"id": _FLAVOR, "name": _FLAVOR, "ram": 50_000, "vcpus": 1, "disk": 1}
    target.ask("compute", "POST", "/flavors", {"flavor": flavor}, ("DELETE", f"/flavors/{_FLAVOR}", None))
    image = target.cloud.image.find_image(IMAGE, ignore_missing=False)
    server = compute.create_server(name="lab-stuck", flavor_id=_FLAVOR, image_id=image.id, networks="none")
    # a look, for its undoing: whatever changes the server may meet it on its way to cell0
    target.ask("compute", "GET", f"/servers/{server.id}", None, ("DELETE", f"/servers/{server.id}", None))
    wait_for("the server to fail", lambda: compute.get_server(server.id).status == "ERROR", budget=60, interval=1)
    for database in ("nova", "nova_cell0"):
        age = f"UPDATE {database}.instances SET updated_at = updated_at - INTERVAL 2 HOUR WHERE uuid = '{server.id}'"
        target.sh(f'mariadb --socket=/run/mysqld/mysqld.sock -e "{age}"')


FAULT = Fault(
    title="server stuck in ERROR",
    inject=inject,
    place=FaultPlace.CONTROL,
    invariants=(Violation("servers_not_stuck", within=60, group=FaultGroup.CONTROL),),
    difference="the server's last change is dated back",
)
