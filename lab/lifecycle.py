"""Bringing the lab up, and down."""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

import requests

from lab.access import cloud
from lab.access.files import write_access_files
from lab.access.keys import ensure_keys
from lab.errors import LabError
from lab.guest.build import build as build_image
from lab.guest.build import fingerprint as image_fingerprint
from lab.installed.packages import check_system_packages
from lab.layout import CONTROL, STORAGE, Layout, NetworkBackend, Shape, compute_name
from lab.nodes import network
from lab.nodes.memory import record_memory_size
from lab.nodes.node import Node, check_home, running_nodes
from lab.nodes.supervision import CONFIGURATION, NodeSupervisor
from lab.services import base_snapshot, compute, control, fake_hosts, ovn, ssh
from lab.services.administrator import connect
from lab.services.certificates import ensure_certificates
from lab.services.messages import listens_for
from lab.services.rendering import Renderer
from lab.shapes.deployment import Deployment, manager_of
from lab.shapes.kolla import Kolla
from lab.shapes.packaged import PackagedDebian
from lab.shapes.supervised import Supervised
from lab.shell import run
from lab.storage import ceph, cinder
from lab.wait import wait_for
from lab.wanted import Wanted, host_renderers, wanted_renderer


@dataclass
class StartProgress:
    """Says what is being done, and when it was begun."""

    say: Callable[[str], None]
    began: float = field(default_factory=time.monotonic)

    @contextmanager
    def part(self, title: str) -> Iterator[None]:
        """A part of the work, said when it begins."""
        self.say(f"[{self.elapsed:5.1f} s] {title}")
        yield

    @property
    def elapsed(self) -> float:
        """Seconds since the work began."""
        return time.monotonic() - self.began


class Start(StrEnum):
    """What the lab was brought up from."""

    NOTHING = "no databases"
    SNAPSHOT = "kept databases"
    RUNNING = "a control plane that ran"


def up(layout: Layout, hosts: int, progress: StartProgress, wanted: Wanted) -> Start:
    """Bring up a control plane and that many compute hosts, or what is missing of them.

    :raises LabError: a part did not come up; says which, and where its log is
    """
    check_system_packages()
    check_home(layout)
    names = [compute_name(number) for number in range(1, hosts + 1)]
    with progress.part("services' environment" + (", and Debian 13" if wanted.debian13 else "")):
        renderer = wanted_renderer(layout, wanted)
        _refuse_other_labs(layout, names)
        of_host = host_renderers(renderer, names, wanted)
    addresses = {name: str(layout.address(name)) for name in names}
    others = (CONTROL, STORAGE) if renderer.storage.has_volumes else (CONTROL,)
    everyone = {**{name: str(layout.address(name)) for name in others}, **addresses}
    key = ensure_keys(layout, everyone)
    ensure_certificates(layout, everyone)
    write_access_files(renderer, everyone, key)
    network.raise_bridges()
    if not running_nodes(layout):
        record_memory_size(layout)
    with ThreadPoolExecutor(max_workers=4) as pool:
        image = pool.submit(guest_image, layout)
        storage = pool.submit(ceph.start, renderer, ssh_key=key, peers=everyone) if renderer.storage.has_volumes else None
        with progress.part("control plane: database, messages, cache"):
            node, start = _start_backends(layout, renderer, key, progress)
        with progress.part("services, switches, hypervisors"):
            if renderer.network is NetworkBackend.OVN:
                ovn.publish_databases(node)
            _start_apis(node, renderer)
            computes = [Node(name, layout) for name in names]
            start_host = _start_fake_host if wanted.fake else _start_host
            _settle([pool.submit(start_host, host, of_host[host.name], key, everyone) for host in computes])
            if storage is not None:
                storage.result()
            _start_workers(node, renderer)
        with progress.part("agents; image, flavors, network"):
            for host in computes:
                manager_of(host).start(compute.agents(renderer))
            admin = await_apis(renderer)
            cloud.create_flavors(admin)
            cloud.create_network(admin, dhcp=renderer.network is NetworkBackend.OVN)
            cloud.upload_image(admin, raw_image(image.result()) if renderer.storage.has_volumes else image.result())
        with progress.part("compute hosts report"):
            wait_for(
                f"{', '.join(names)} to be up in Nova and Neutron (logs: `python -m lab logs HOST nova-compute`)",
                lambda: cloud.compute_hosts_up(admin, set(names)),
                budget=180,
                interval=1,
            )
            if renderer.storage.has_volumes:
                services = "cinder-scheduler and cinder-volume to be up (logs: `python -m lab logs control cinder-volume`)"
                wait_for(services, lambda: cloud.volume_services_up(admin), budget=60, interval=1)
    return start


def down(layout: Layout) -> None:
    """End every process of the lab and remove its namespaces, links and files, whatever state it is in; keep what does not change."""
    for node in running_nodes(layout):
        node.stop()
    network.remove_bridges()


def guest_image(layout: Layout) -> Path:
    """The guest image, built when its inputs have changed."""
    image = layout.images / f"{image_fingerprint()}.qcow2"
    if not image.exists():
        layout.images.mkdir(parents=True, exist_ok=True)
        build_image(image)
    return image


def raw_image(image: Path) -> Path:
    """The same as a raw disk, which can be cloned in Ceph."""
    raw = image.with_suffix(".raw")
    if not raw.exists():
        unfinished = raw.with_suffix(".unfinished")
        run(["qemu-img", "convert", "-O", "raw", image, unfinished])
        unfinished.rename(raw)
    return raw


def _refuse_other_labs(layout: Layout, names: list[str]) -> None:
    running = {node.name for node in running_nodes(layout)}
    if not running:
        network.check_bridges_are_free()
    others = running - {CONTROL, STORAGE, *names}
    if others:
        raise LabError(f"a larger lab is up ({', '.join(sorted(others))}): `python -m lab down` first")


DEPLOYMENTS: Mapping[Shape, Deployment] = {
    Shape.SUPERVISOR: Supervised(),
    Shape.KOLLA: Kolla(),
    Shape.KOLLA_PODMAN: Kolla(),
    Shape.PACKAGED_DEBIAN: PackagedDebian(),
}


def _start_backends(layout: Layout, renderer: Renderer, key: Path, progress: StartProgress) -> tuple[Node, Start]:
    node = Node(CONTROL, layout)
    if node.first_process() is not None and base_snapshot.is_restored(node):
        manager = manager_of(node)
        manager.await_ready()
        manager.start(control.backends(renderer))
        return node, Start.RUNNING
    kept = base_snapshot.is_kept(layout, renderer)
    if not kept and renderer.shape is not Shape.SUPERVISOR:
        # databases are the same in every shape, and made in one
        _start_control(node, replace(renderer, shape=Shape.SUPERVISOR, network=NetworkBackend.OPENVSWITCH), key, progress)
    _start_control(node, renderer, key, progress)
    return node, Start.SNAPSHOT if kept else Start.NOTHING


def _start_control(node: Node, renderer: Renderer, key: Path, progress: StartProgress) -> None:
    """Start the databases, messages and the cache of a control plane of which nothing else is left."""
    deployment = DEPLOYMENTS[renderer.shape]
    node.stop()
    deployment.write_control(node, renderer, ssh_key=key)
    kept = base_snapshot.restore(node, renderer)
    deployment.start(node, renderer)
    manager = manager_of(node)
    manager.await_ready()
    deployment.prepare(node, renderer, ssh_key=key)
    if not kept:
        base_snapshot.make_database_directory(node, renderer)
    manager.start(control.backends(renderer))
    wait_for("MariaDB to answer", lambda: node.run(["mariadb-admin", "--socket=/run/mysqld/mysqld.sock", "ping"]), budget=60)
    if not kept:
        base_snapshot.build(node, renderer, say=lambda text: progress.say(f"[{progress.elapsed:5.1f} s]   {text}"))
        manager.stop("mariadb")
        base_snapshot.keep(node, renderer)
        manager.start(["mariadb"])
    base_snapshot.mark_restored(node)


def _start_apis(node: Node, renderer: Renderer) -> None:
    manager_of(node).start(api.name for api in control.apis(renderer))


def _start_workers(node: Node, renderer: Renderer) -> None:
    logs = "logs: `python -m lab logs control SERVICE`"
    wait_for(f"RabbitMQ to answer ({logs})", lambda: listens_for(renderer), budget=120)
    manager_of(node).start(control.workers(renderer))
    queues = ("conductor", "scheduler", "q-plugin", "q-reports-plugin")
    volumes = cinder.WORKERS[:1] if renderer.storage.has_volumes else ()
    workers = "nova-conductor, nova-scheduler and neutron-rpc-server"
    wait_for(f"{workers} to listen ({logs})", lambda: listens_for(renderer, *queues, *volumes), budget=120)


def _start_host(node: Node, renderer: Renderer, key: Path, peers: dict[str, str]) -> None:
    deployment = DEPLOYMENTS[renderer.shape]
    if node.first_process() is None:
        node.stop()
        deployment.write_compute(node, renderer, ssh_key=key, peers=peers)
        deployment.start(node, renderer)
    manager = manager_of(node)
    manager.await_ready()
    deployment.prepare(node, renderer, ssh_key=key)
    manager.start((*deployment.hypervisor, "ovsdb-server"))
    wait_for(f"{node.name}: Open vSwitch's database", lambda: node.file("/run/openvswitch/db.sock").exists(), budget=30, interval=0.1)
    manager.start(["ovs-vswitchd"])
    compute.raise_provider_bridge(node)
    if renderer.network is NetworkBackend.OVN:
        ovn.configure_switch(node, renderer)
    wait_for(f"{node.name}: libvirt's socket", lambda: node.file("/run/libvirt/libvirt-sock").exists(), budget=60, interval=0.1)


def _start_fake_host(node: Node, renderer: Renderer, key: Path, peers: dict[str, str]) -> None:
    supervisor = NodeSupervisor(node)
    if node.first_process() is None:
        node.stop()
        fake_hosts.write_files(node, renderer, ssh_key=key, peers=peers)
        node.start([renderer.environment / "bin" / "supervisord", "-n", "-c", CONFIGURATION], on_guest_network=False)
    supervisor.await_ready()
    supervisor.start([ssh.PROGRAM.name])


def await_apis(renderer: Renderer) -> object:
    """Wait until every API answers, and connect as the cloud's administrator. :raises LabError: one does not"""
    for api in control.apis(renderer):
        wait_for(
            f"{api.name} to answer (log: `python -m lab logs control {api.name}`)",
            lambda port=api.port: requests.get(f"{renderer.api_url(port)}/", timeout=20, verify=renderer.trusted).status_code < 500,  # type: ignore[misc]
            budget=120,
        )
    return connect(renderer)


def _settle(futures: list[Future[None]]) -> None:
    for future in futures:
        future.result()
