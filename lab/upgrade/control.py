"""The control plane, service by service.

Order and steps are those of the services' own upgrade guides: schemas are expanded while the old release runs; Nova's conductor is
started first and its API last; compute services go on in the old release.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lab.access.cloud import compute_hosts_up
from lab.errors import LabError
from lab.layout import CONTROL, Layout
from lab.lifecycle import StartProgress, await_apis
from lab.nodes.node import Node, running_nodes
from lab.nodes.supervision import NodeSupervisor
from lab.services import control
from lab.services.commands import replace_commands
from lab.services.files import replace_files
from lab.services.messages import listens_for
from lab.wait import wait_for
from lab.wanted import renderer_of

_NEUTRON_DB = ("neutron-db-manage", "--config-file", "/etc/neutron/neutron.conf")


def upgrade_control(layout: Layout, release: str, progress: StartProgress) -> None:
    """Upgrade every service of the control plane to a release.

    :raises LabError: a step failed, or `nova-status upgrade check` says that the control plane must not be started; names the log
    """
    node = Node(CONTROL, layout)
    with progress.part(f"services' environment of {release}"):
        renderer = renderer_of(layout, release)
    supervisor = NodeSupervisor(node)
    manage = _Manage(node, renderer.environment / "bin")
    replace_files(node, control.files(renderer))
    replace_commands(node, renderer.environment)
    supervisor.reread()
    with progress.part("keystone"):
        manage("keystone-manage", "db_sync", "--expand")
        supervisor.replace("keystone")
    with progress.part("placement"):
        manage("placement-manage", "db", "sync")
        supervisor.replace("placement-api")
    with progress.part("glance"):
        manage("glance-manage", "db", "expand")
        manage("glance-manage", "db", "migrate")
        supervisor.replace("glance-api")
    with progress.part("neutron"):
        manage(*_NEUTRON_DB, "upgrade", "--expand")
        supervisor.replace("neutron-rpc-server")
        supervisor.replace("neutron-api")
    with progress.part("nova"):
        manage("nova-manage", "api_db", "sync")
        manage("nova-manage", "db", "sync")
        manage.check_upgrade()
        with ThreadPoolExecutor() as pool:
            list(pool.map(supervisor.stop, ("nova-api", "nova-scheduler", "nova-conductor")))
        for service in ("nova-conductor", "nova-scheduler", "nova-api"):
            supervisor.replace(service)
    with progress.part("services answer"):
        await_apis(renderer)
        wait_for("Nova's workers to listen", lambda: listens_for(renderer, "conductor", "scheduler"), budget=120)


def finish(layout: Layout, release: str, progress: StartProgress) -> None:
    """What is due once every host is of the release: services started anew, which lifts caps of versions; migrations of data; contraction.

    :raises LabError: a step failed; names the log
    """
    node = Node(CONTROL, layout)
    renderer = renderer_of(layout, release)
    supervisor = NodeSupervisor(node)
    manage = _Manage(node, renderer.environment / "bin")
    with progress.part("nova: services started anew"):
        for service in ("nova-conductor", "nova-scheduler", "nova-api"):
            supervisor.restart(service)
    with progress.part("data migrated online"):
        manage("nova-manage", "db", "online_data_migrations")
        manage("placement-manage", "db", "online_data_migrations")
    with progress.part("schemas contracted"):
        manage("keystone-manage", "db_sync", "--contract")
        manage("glance-manage", "db", "contract")
        manage(*_NEUTRON_DB, "upgrade", "--contract")
    manage.check_upgrade()
    cloud = await_apis(renderer)
    names = {host.name for host in running_nodes(layout) if host.name != CONTROL}
    with progress.part("compute hosts report"):
        # while the conductor was started anew none could: Nova may call them down still
        wait_for(f"{', '.join(sorted(names))} to be up in Nova and Neutron", lambda: compute_hosts_up(cloud, names), budget=120, interval=1)


class _Manage:
    """Runs the services' own tools on the control node, in the environment of their release."""

    def __init__(self, node: Node, binaries: Path) -> None:
        self._node = node
        self._binaries = binaries

    def __call__(self, tool: str, *arguments: str) -> str:
        log = self._node.tree / "upper/var/log/supervisor" / f"{tool}.log"
        return self._node.run([self._binaries / tool, *arguments], log=log, timeout=600)

    def check_upgrade(self) -> None:
        """:raises LabError: `nova-status upgrade check` found a failure; says what"""
        asked = f"{self._binaries}/nova-status upgrade check"
        # 0: all is well; 1: warnings; 2 and above: failures
        said = self._node.run(["sh", "-c", f"{asked} 2>/dev/null; test $? -le 1 || echo refused"], timeout=120)
        if said.rstrip().endswith("refused"):
            raise LabError("nova-status upgrade check found a failure:\n" + said.rstrip().removesuffix("refused"))
