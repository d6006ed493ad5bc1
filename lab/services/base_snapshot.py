"""Databases, migrated and bootstrapped, and Keystone's keys: made once, kept as the base snapshot, restored at every later start."""

import hashlib
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lab.installed.debian13 import DEBIAN, debian_of, group_id, user_id
from lab.installed.releases import RELEASES, lock_of, lock_with_volumes
from lab.layout import Layout
from lab.nodes.node import Node
from lab.nodes.supervision import NodeSupervisor
from lab.services.catalog import fill_catalog
from lab.services.control import APIS, DATABASE_DIRECTORY, databases
from lab.services.rendering import REGION, Renderer
from lab.storage import cinder

KEYSTONE_KEYS = ("/etc/keystone/fernet-keys", "/etc/keystone/credential-keys")


def fingerprint(renderer: Renderer) -> str:
    """Changes when a kept base snapshot would no longer be the same as a new one."""
    digest = hashlib.sha256(_lock_of(renderer).read_bytes())
    digest.update(Path(__file__).read_bytes())
    volumes = renderer.storage.has_volumes
    digest.update(repr((sorted(renderer.secrets.items()), (*APIS, cinder.API) if volumes else APIS, renderer.auth_url)).encode())
    of_debian = f"debian{DEBIAN}-" if debian_of(renderer.root) == DEBIAN else ""
    kind = ("volumes-" if volumes else "") + ("tls-" if renderer.tls else "") + of_debian
    return f"{renderer.release}-{kind}{digest.hexdigest()[:16]}"


def _lock_of(renderer: Renderer) -> Path:
    return lock_with_volumes(renderer.release) if renderer.storage.has_volumes else lock_of(renderer.release)


def is_kept(layout: Layout, renderer: Renderer) -> bool:
    """Whether there is a base snapshot to be restored."""
    return (layout.base_snapshot / fingerprint(renderer)).exists()


def restore(node: Node, renderer: Renderer) -> bool:
    """Restore the kept base snapshot in the control node, before it starts. Whether there was one."""
    if not is_kept(node.layout, renderer):
        return False
    kept = node.layout.base_snapshot / fingerprint(renderer)
    shutil.copytree(kept, node.tree / "upper", dirs_exist_ok=True)
    run_as_mysql(node, renderer)
    return True


def make_database_directory(node: Node, renderer: Renderer) -> None:
    """An empty database, before its server starts for the first time."""
    directory = node.file(DATABASE_DIRECTORY)
    directory.mkdir(parents=True, exist_ok=True)
    log = node.tree / "upper/var/log/supervisor/mariadb-install.log"
    options = ["--user=mysql", "--auth-root-authentication-method=socket", "--skip-test-db"]
    node.run(["mariadb-install-db", "--defaults-file=/etc/lab-mariadb.cnf", *options], log=log)
    run_as_mysql(node, renderer)


def run_as_mysql(node: Node, renderer: Renderer) -> None:
    """Give the database's files to its user: copies made by root belong to root."""
    user, group = user_id(renderer.root, "mysql"), group_id(renderer.root, "mysql")
    for path in [node.file(DATABASE_DIRECTORY), *node.file(DATABASE_DIRECTORY).rglob("*"), node.file("/run/mysqld")]:
        os.chown(path, user, group)


def build(node: Node, renderer: Renderer, *, say: Callable[[str], None]) -> None:
    """Migrate every schema and bootstrap the identity service, in a control node whose database server and cache run.

    :raises LabError: a step failed; names the service and its log
    """
    logs = node.tree / "upper/var/log/supervisor"
    binaries = renderer.environment / "bin"
    _create_databases(node, renderer)

    def manage(service: str, *arguments: str) -> None:
        node.run([binaries / f"{service}-manage", *arguments], log=logs / f"{service}-manage.log", timeout=600)

    def identity() -> None:
        say("schema: keystone")
        for keys in KEYSTONE_KEYS:
            node.run(["install", "-d", "-m", "700", keys])
        manage("keystone", "db_sync")
        manage("keystone", "fernet_setup", "--keystone-user", "root", "--keystone-group", "root")
        manage("keystone", "credential_setup", "--keystone-user", "root", "--keystone-group", "root")
        url = renderer.auth_url
        urls = [f"--bootstrap-{interface}-url={url}" for interface in ("public", "internal", "admin")]
        manage("keystone", "bootstrap", f"--bootstrap-password={renderer.secrets['admin']}", f"--bootstrap-region-id={REGION}", *urls)
        NodeSupervisor(node).start(["keystone"])
        fill_catalog(renderer)

    def compute() -> None:
        say("schema: nova")
        manage("nova", "api_db", "sync")
        manage("nova", "cell_v2", "map_cell0", "--database_connection", renderer.database_url("nova_cell0"))
        manage("nova", "db", "sync")
        manage("nova", "cell_v2", "create_cell", "--name", "cell1")

    def network() -> None:
        say("schema: neutron")
        node.run(
            [binaries / "neutron-db-manage", "--config-file", "/etc/neutron/neutron.conf", "upgrade", "heads"],
            log=logs / "neutron-manage.log",
            timeout=600,
        )

    def small() -> None:
        say("schema: glance, placement")
        manage("glance", "db_sync")
        manage("placement", "db", "sync")

    def volumes() -> None:
        say("schema: cinder")
        manage("cinder", "db", "sync")

    with ThreadPoolExecutor() as pool:
        more = (volumes,) if renderer.storage.has_volumes else ()
        for step in [pool.submit(work) for work in (network, compute, identity, small, *more)]:
            step.result()


def keep(node: Node, renderer: Renderer) -> None:
    """Save the base snapshot of a control node whose database server is stopped for it, and forget older ones of its release."""
    kept = node.layout.base_snapshot / fingerprint(renderer)
    for former in node.layout.base_snapshot.glob("*"):
        # those of labs with TLS or volumes and without, and of either Debian, stay beside each other: their catalogs or servers differ
        if _kind(former.name) == _kind(kept.name) or not former.name.startswith(RELEASES):
            shutil.rmtree(former)
    unfinished = kept.with_suffix(".unfinished")
    for directory in (DATABASE_DIRECTORY, *KEYSTONE_KEYS):
        shutil.copytree(node.file(directory), unfinished / directory.lstrip("/"))
    unfinished.rename(kept)


def is_restored(node: Node) -> bool:
    """Whether the control node was started from a whole base snapshot; one whose start was cut short does not."""
    return (node.tree / "snapshot-restored").exists()


def mark_restored(node: Node) -> None:
    """Note that the control node's databases are whole."""
    (node.tree / "snapshot-restored").touch()


def _kind(name: str) -> str:
    return name.rpartition("-")[0]


def _create_databases(node: Node, renderer: Renderer) -> None:
    user = f"'openstack'@'%' IDENTIFIED BY '{renderer.secrets['database']}'"
    statements = [f"CREATE USER IF NOT EXISTS {user};"]
    for database in databases(renderer):
        statements.append(f"CREATE DATABASE IF NOT EXISTS {database} CHARACTER SET utf8mb4;")
        statements.append(f"GRANT ALL ON {database}.* TO 'openstack'@'%';")
    node.run(["mariadb", "--socket=/run/mysqld/mysqld.sock", "--execute", " ".join(statements)])
