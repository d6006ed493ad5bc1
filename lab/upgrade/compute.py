"""A compute host: its agent and its nova-compute together."""

from typing import Any

from lab.layout import CONTROL, Layout
from lab.lifecycle import StartProgress
from lab.nodes.node import Node
from lab.nodes.supervision import NodeSupervisor
from lab.services import compute
from lab.services.administrator import connect
from lab.services.commands import replace_commands
from lab.services.files import release_of, replace_files
from lab.wait import wait_for
from lab.wanted import renderer_of


def upgrade_compute(layout: Layout, name: str, progress: StartProgress, *, kill: bool = False) -> None:
    """Upgrade a compute host to the control plane's release; nova-compute gets the time that it needs to finish what it is doing.

    :param kill: it is not given that time
    :raises LabError: a service does not start, or does not report
    """
    renderer = renderer_of(layout, release_of(Node(CONTROL, layout)))
    node = Node(name, layout)
    supervisor = NodeSupervisor(node)
    cloud = connect(renderer)
    replace_files(node, compute.files(renderer, name))
    replace_commands(node, renderer.environment)
    supervisor.reread()
    with progress.part(f"{name}: agent"):
        supervisor.replace("neutron-openvswitch-agent")
    with progress.part(f"{name}: nova-compute"):
        before = _service(cloud, name).updated_at
        if kill:
            supervisor.kill("nova-compute", patience=0)
        supervisor.replace("nova-compute")
    with progress.part(f"{name} reports"):
        wait_for(
            f"nova-compute of {name} to report (log: `python -m lab logs {name} nova-compute`)",
            lambda: _reports(cloud, name, since=before),
            budget=120,
            interval=1,
        )


def restart_compute(layout: Layout, name: str) -> None:
    """Start nova-compute anew, which lifts what it has capped its messages to. :raises LabError: it does not start"""
    NodeSupervisor(Node(name, layout)).replace("nova-compute")


def _reports(cloud: Any, name: str, *, since: str) -> bool:
    service = _service(cloud, name)
    return bool(service.updated_at != since and service.state == "up")


def _service(cloud: Any, name: str) -> Any:
    return next(cloud.compute.services(binary="nova-compute", host=name))
