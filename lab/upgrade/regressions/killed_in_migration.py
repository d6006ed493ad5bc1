"""nova-compute of the upgraded host is killed in the middle of a migration, as by a supervisor that gives it no time to finish."""

from lab.layout import Layout
from lab.nodes.node import Node
from lab.services.administrator import connect_to
from lab.shapes.deployment import manager_of
from lab.upgrade.regression import Point, Regression
from lab.wait import wait_for

HOST = "compute-01"


def kill_in_migration(layout: Layout) -> None:
    """Wait for a live migration from the host, kill its nova-compute, and start it again."""
    cloud = connect_to(layout)

    def goes_on() -> bool:
        going = cloud.compute.get("/os-migrations?migration_type=live-migration&status=running", microversion="2.80").json()["migrations"]
        return any(one["source_compute"] == HOST for one in going)

    wait_for(f"a live migration from {HOST}", goes_on, budget=300, interval=0.2)
    supervisor = manager_of(Node(HOST, layout))
    supervisor.kill("nova-compute", patience=0)
    supervisor.start(["nova-compute"])


REGRESSION = Regression(
    title="nova-compute killed in the middle of a migration",
    point=Point.STEP,
    causes=("compute-service-down",),
    host=HOST,
    meanwhile=kill_in_migration,
    tests=("-m", "live_migration", "-k", "compute-01-to-compute-02"),
)
