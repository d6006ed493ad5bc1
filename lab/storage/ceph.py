"""The storage node: a Ceph of one monitor, one manager and one OSD on a plain file, made anew at each start."""

from pathlib import Path
from shlex import quote

from lab.layout import STORAGE
from lab.nodes.node import Node
from lab.nodes.supervision import CONFIGURATION, NodeSupervisor, Program, configuration
from lab.services import ssh
from lab.services.commands import offer_commands
from lab.services.compute import write_hosts
from lab.services.files import STORAGE as STORAGE_FILE
from lab.services.files import NodeFile, debian_file
from lab.services.files import write_files as write_node_files
from lab.services.rendering import Renderer
from lab.storage import clients
from lab.storage.keys import ADMIN, MANAGER, OSD, POOLS, USERS, keyring
from lab.wait import wait_for

MON, MGR, OSD_PROGRAM = ("ceph-mon", "ceph-mgr", "ceph-osd")
LOGS = "/var/log/ceph"

_ALL_KEYS = "/etc/ceph/lab.keyring"
_MONITOR_MAP = "/var/lib/ceph/lab.monmap"
_DATA = {"mon": f"/var/lib/ceph/mon/ceph-{STORAGE}", "mgr": "/var/lib/ceph/mgr/ceph-a", "osd": "/var/lib/ceph/osd/ceph-0"}
_OSD_UUID = clients.FSID


def programs() -> tuple[Program, ...]:
    """Every program of the storage node."""
    return (
        ssh.PROGRAM,
        Program(MON, f"/usr/bin/ceph-mon -f --id {STORAGE}", f"{LOGS}/{MON}.log"),
        Program(MGR, "/usr/bin/ceph-mgr -f --id a", f"{LOGS}/{MGR}.log"),
        Program(OSD_PROGRAM, "/usr/bin/ceph-osd -f --id 0", f"{LOGS}/{OSD_PROGRAM}.log"),
    )


def files(renderer: Renderer) -> tuple[NodeFile, ...]:
    """Its configuration, and the keys of all users."""
    return (
        NodeFile(STORAGE_FILE, f"{renderer.storage}\n"),
        debian_file(renderer.root),
        NodeFile(CONFIGURATION, configuration(programs())),
        clients.configuration(renderer, STORAGE),
        NodeFile(_ALL_KEYS, keyring(renderer, *(user.name for user in USERS)), 0o600),
        NodeFile(clients.keyring_path(ADMIN), keyring(renderer, ADMIN), 0o600),
        NodeFile(f"{_DATA['mgr']}/keyring", keyring(renderer, MANAGER), 0o600),
        NodeFile(f"{_DATA['osd']}/keyring", keyring(renderer, OSD), 0o600),
    )


def start(renderer: Renderer, *, ssh_key: Path, peers: dict[str, str]) -> None:
    """Start the storage node, unless it runs, and wait until its pools are there.

    :param ssh_key: the private key with which the operator logs in
    :param peers: the address of every node, by name
    :raises LabError: a daemon does not start; says which, and where its log is
    """
    node = Node(STORAGE, renderer.layout)
    fresh = node.first_process() is None
    if fresh:
        node.stop()
        write_node_files(node, files(renderer))
        ssh.write_files(node, renderer, ssh_key)
        offer_commands(node, renderer.environment)
        write_hosts(node, peers)
        for directory in (LOGS, "/var/log/supervisor", "/run/ceph"):
            node.file(directory).mkdir(parents=True, exist_ok=True)
        node.start([renderer.environment / "bin" / "supervisord", "-n", "-c", CONFIGURATION], on_guest_network=False, root=renderer.root)
    supervisor = NodeSupervisor(node)
    supervisor.await_ready()
    if not _is_made(node):
        _make_stores(node)
    supervisor.start(program.name for program in programs())
    _await_pools(node)


def _is_made(node: Node) -> bool:
    return node.file(f"{_DATA['osd']}/ready").exists()


def _make_stores(node: Node) -> None:
    """The stores of monitor and OSD. The monitor's lets in everyone of the keyring that it is made with."""
    log = node.tree / "upper/var/log/ceph/make.log"
    address = node.layout.address(STORAGE)
    monitor = f"[v2:{address}:3300,v1:{address}:6789]"
    script = (
        f"monmaptool --create --clobber --fsid {clients.FSID} --addv {STORAGE} {quote(monitor)} {_MONITOR_MAP}\n"
        # the monitor's must be empty, and is given its keyring
        f"rm -rf {_DATA['mon']} {_DATA['osd']}/block\n"
        f"mkdir -p {_DATA['mon']}\n"
        f"ceph-mon --mkfs --id {STORAGE} --monmap {_MONITOR_MAP} --keyring {_ALL_KEYS}\n"
        f"ceph-osd --mkfs --no-mon-config --id 0 --osd-uuid {_OSD_UUID} --monmap {_MONITOR_MAP}\n"
    )
    node.run(["sh", "-euc", script], log=log)


def _await_pools(node: Node) -> None:
    """Have the OSD and the pools, once the monitor answers. Twice is the same as once."""
    logs = "logs: `python -m lab logs storage-01 ceph-mon`, ceph-osd, ceph-mgr"
    wait_for(f"Ceph's monitor to answer ({logs})", lambda: ceph(node, "mon", "stat"), budget=60)
    ceph(node, "osd", "set-require-min-compat-client", "mimic")
    for pool in POOLS:
        ceph(node, "osd", "pool", "create", pool, "8")
        ceph(node, "osd", "pool", "application", "enable", pool, "rbd")
    wait_for(f"Ceph's OSD to be up ({logs})", lambda: "1 up" in ceph(node, "osd", "stat"), budget=90, interval=0.5)


def ceph(node: Node, *words: str) -> str:
    """What a command of Ceph prints on the storage node. :raises LabError: it failed, or no monitor answers"""
    return node.run(["ceph", "--connect-timeout", "5", *words], timeout=60)
