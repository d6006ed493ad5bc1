"""A guest was restarted while its host was upgraded."""

from lab.errors import LabError
from lab.faults.fault import Fault
from lab.faults.target import FaultTarget
from lab.upgrade.regression import Point, Regression
from lab.wait import wait_for


def inject(target: FaultTarget) -> None:
    """Restart every guest of the host. Nothing undoes that."""
    servers = [one for one in target.cloud.compute.servers(all_projects=True) if one.compute_host == target.name and one.status == "ACTIVE"]
    if not servers:
        raise LabError(f"no guest runs on {target.name}")
    for server in servers:
        target.cloud.compute.reboot_server(server, "HARD")
    wait_for(
        f"guests of {target.name} to run again",
        lambda: all(target.cloud.compute.get_server(server.id).status == "ACTIVE" for server in servers),
        budget=120,
        interval=1,
    )


REGRESSION = Regression(
    title="a canary that was rebooted",
    point=Point.STEP,
    causes=("guest-restarted",),
    host="compute-01",
    fault=Fault(title="a canary that was rebooted", inject=inject),
    tests=("-m", "invariant", "-k", "compute_service"),
    renews_canaries=True,
)
