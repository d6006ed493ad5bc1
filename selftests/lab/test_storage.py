"""The lab with volumes: keys and files of Ceph, and what services are told of it."""

import base64
import re
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.config.profile import load_profile
from lab.access.files import profile_of, write_access_files
from lab.access.keys import ensure_keys
from lab.layout import CONTROL, STORAGE, Layout, Storage, is_compute
from lab.services import base_snapshot, compute, control
from lab.services.rendering import CEPH_SECRET, Renderer
from lab.storage import ceph, cinder, clients
from lab.storage.keys import ADMIN, CINDER, GLANCE, USERS, client_keyring, key_of, keyring

SECRETS = {name: name for name in ("admin", "database", "messages", "service")}
WITH_VOLUMES = [Storage.CEPH, Storage.CEPH_VOLUMES]


@pytest.fixture
def renderer(tmp_path: Path) -> Renderer:
    environment = tmp_path / "environment"
    shipped = environment / "etc" / "cinder"
    shipped.mkdir(parents=True)
    for name in ("api-paste.ini", "resource_filters.json"):
        (shipped / name).write_text(f"{name} of the package\n")
    return Renderer(Layout(tmp_path), environment, SECRETS, storage=Storage.CEPH)


def text_of(files: tuple[object, ...], path: str) -> str:
    [found] = [file.text for file in files if file.path == path]  # type: ignore[attr-defined]
    return str(found)


def section(text: str, name: str) -> str:
    return text.partition(f"[{name}]\n")[2].partition("\n[")[0]


def test_a_key_is_one_as_ceph_makes_them(renderer: Renderer) -> None:
    kind, seconds, nanoseconds, length = struct.unpack_from("<HIIH", raw := base64.b64decode(key_of(renderer, CINDER)))
    assert (kind, seconds, nanoseconds, length, len(raw)) == (1, 0, 0, 16, 28)


def test_keys_are_the_users_own_and_the_labs_own(renderer: Renderer) -> None:
    keys = {key_of(renderer, user.name) for user in USERS}
    assert len(keys) == len(USERS)
    other = replace(renderer, secrets=SECRETS | {"service": "another"})
    assert keys.isdisjoint(key_of(other, user.name) for user in USERS)


def test_the_cluster_is_made_of_a_keyring_with_rights_and_a_client_has_none_in_its_own(renderer: Renderer) -> None:
    made_of = keyring(renderer, *(user.name for user in USERS))
    assert made_of.count("\tcaps ") == sum(len(user.caps) for user in USERS)
    assert key_of(renderer, GLANCE) in made_of
    assert client_keyring(renderer, CINDER) == f"[client.cinder]\n\tkey = {key_of(renderer, CINDER)}\n"


def test_nobody_but_the_storage_node_has_the_administrators_key(renderer: Renderer) -> None:
    others = (*compute.files(renderer, "compute-01"), *control.files(renderer))
    assert key_of(renderer, ADMIN) not in "".join(file.text for file in others)
    assert key_of(renderer, ADMIN) in text_of(ceph.files(renderer), clients.keyring_path(ADMIN))


def test_files_with_keys_are_for_their_service_alone(renderer: Renderer) -> None:
    keys = [key_of(renderer, user.name) for user in USERS]
    for file in (*compute.files(renderer, "compute-01"), *control.files(renderer), *ceph.files(renderer)):
        if any(key in file.text for key in keys):
            assert file.mode & 0o007 == 0, file.path


@pytest.mark.parametrize("storage", WITH_VOLUMES)
def test_libvirt_has_the_secret_that_nova_conf_names(renderer: Renderer, storage: Storage) -> None:
    files = compute.files(replace(renderer, storage=storage), "compute-01")
    assert f"rbd_secret_uuid = {CEPH_SECRET}" in section(text_of(files, "/etc/nova/nova.conf"), "libvirt")
    assert text_of(files, f"/etc/libvirt/secrets/{CEPH_SECRET}.base64") == key_of(renderer, CINDER)
    assert f"<uuid>{CEPH_SECRET}</uuid>" in text_of(files, f"/etc/libvirt/secrets/{CEPH_SECRET}.xml")


@pytest.mark.parametrize(("storage", "images_type"), [(Storage.CEPH, ["rbd"]), (Storage.CEPH_VOLUMES, []), (Storage.LOCAL, [])])
def test_disks_of_instances_are_where_the_storage_says(renderer: Renderer, storage: Storage, images_type: list[str]) -> None:
    conf = text_of(compute.files(replace(renderer, storage=storage), "compute-01"), "/etc/nova/nova.conf")
    assert re.findall(r"^images_type = (.*)$", conf, re.MULTILINE) == images_type
    assert ("ensure_libvirt_rbd_instance_dir_cleanup = true" in section(conf, "workarounds")) == bool(images_type)


def test_a_lab_with_local_disks_has_nothing_of_it(renderer: Renderer) -> None:
    local = replace(renderer, storage=Storage.LOCAL)
    text = "".join(file.text for file in (*compute.files(local, "compute-01"), *control.files(local)))
    assert not re.search(r"ceph|cinder|rbd", text)
    assert cinder.API not in control.apis(local)


@pytest.mark.parametrize("storage", WITH_VOLUMES)
def test_its_databases_are_kept_beside_those_without_volumes(renderer: Renderer, storage: Storage) -> None:
    local = base_snapshot.fingerprint(replace(renderer, storage=Storage.LOCAL))
    with_volumes = base_snapshot.fingerprint(replace(renderer, storage=storage))
    assert local.rpartition("-")[0] != with_volumes.rpartition("-")[0]
    assert "cinder" in control.databases(renderer)
    assert "cinder" not in control.databases(replace(renderer, storage=Storage.LOCAL))


def test_the_storage_node_is_no_compute_host(renderer: Renderer) -> None:
    assert not is_compute(STORAGE)
    nodes = {name: str(renderer.layout.address(name)) for name in (CONTROL, STORAGE, "compute-01")}
    assert len(set(nodes.values())) == len(nodes)
    write_access_files(renderer, nodes, ensure_keys(renderer.layout, nodes))
    inventory = (renderer.layout.access / "inventory.ini").read_text()
    assert STORAGE not in inventory.partition("[control]")[0]
    assert f"[storage]\n{STORAGE} ansible_host=198.18.0.3\n" in inventory


def test_cinder_volume_is_in_the_profile(renderer: Renderer) -> None:
    nodes = {CONTROL: "198.18.0.2"}
    write_access_files(renderer, nodes, ensure_keys(renderer.layout, nodes))
    service = load_profile(profile_of(renderer.layout)).service("cinder_volume")
    [program] = [program for program in control.programs(renderer) if program.name == service.name]
    assert service.log == program.log
    assert {*service.config} <= {file.path for file in control.files(renderer)}
