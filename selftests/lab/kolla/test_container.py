"""Containers are named, mounted and configured as Kolla-Ansible does it."""

import json
from pathlib import Path

import pytest

from lab.kolla.container import ConfigFile, Container
from lab.kolla.engine import DOCKER, PODMAN, RUN, Engine

COMPUTE = Container(
    program="nova-compute",
    name="nova_compute",
    service="nova-compute",
    command="nova-compute",
    log="/var/log/kolla/nova/nova-compute.log",
    user="nova",
    files=(ConfigFile("/etc/nova/nova.conf", "[DEFAULT]\n", "nova"),),
    volumes=(RUN, "nova_compute:/var/lib/nova/"),
    directories=("/var/lib/nova/instances",),
    privileged=True,
    health="healthcheck_port nova-compute 5672",
    stop_seconds=90,
)


EACH_ENGINE = pytest.mark.parametrize("engine", [DOCKER, PODMAN], ids=lambda engine: engine.program)


def volumes_of(words: list[str]) -> list[str]:
    return [words[at + 1] for at, word in enumerate(words) if word == "--volume"]


@EACH_ENGINE
def test_its_configuration_and_its_unit_lie_where_kolla_has_them(engine: Engine) -> None:
    written = {file.path: file.text for file in COMPUTE.written(engine)}
    assert set(written) == {
        "/etc/kolla/nova-compute/config.json",
        "/etc/kolla/nova-compute/nova.conf",
        "/etc/systemd/system/kolla-nova_compute-container.service",
    }
    assert json.loads(written["/etc/kolla/nova-compute/config.json"]) == {
        "command": "nova-compute",
        "config_files": [
            {"source": "/var/lib/kolla/config_files/nova.conf", "dest": "/etc/nova/nova.conf", "owner": "nova", "perm": "0600"},
        ],
        "directories": [
            {"path": "/var/log/kolla/nova", "owner": "nova", "perm": "0755"},
            {"path": "/var/lib/nova/instances", "owner": "nova", "perm": "0755"},
        ],
    }


@pytest.mark.parametrize(("engine", "after"), [(DOCKER, "docker.service"), (PODMAN, "network-online.target")])
def test_its_unit_starts_it_again_whenever_it_ends(engine: Engine, after: str) -> None:
    [text] = [file.text for file in COMPUTE.written(engine) if file.path.endswith(".service")]
    unit = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    assert (unit["After"], unit["Wants"]) == (after, after)
    assert unit["ExecStart"] == f"/usr/bin/{engine.program} start -a nova_compute"
    assert unit["ExecStop"] == f"/usr/bin/{engine.program} stop nova_compute -t 90"
    assert unit["Restart"] == "always"
    assert int(unit["TimeoutStopSec"]) > 90


@EACH_ENGINE
def test_the_engine_is_told_of_mounts_health_and_user(engine: Engine) -> None:
    words = COMPUTE.create(engine, "kolla/nova-compute:2026.2", Path("/srv/environment"))
    assert words[:2] == [f"/usr/bin/{engine.program}", "create"]
    volumes = volumes_of(words)
    assert "/etc/kolla/nova-compute/:/var/lib/kolla/config_files/:ro" in volumes
    assert {"kolla_logs:/var/log/kolla/", "nova_compute:/var/lib/nova/"} <= set(volumes)
    assert words[words.index("--user") + 1] == "nova"
    assert words[words.index("--health-cmd") + 1] == "healthcheck_port nova-compute 5672"
    assert words[-5:] == ["kolla/nova-compute:2026.2", "tini", "-s", "--", "kolla_start"]


def test_docker_gives_what_a_machine_has_and_shares_run_as_a_whole() -> None:
    words = COMPUTE.create(DOCKER, "kolla/nova-compute:2026.2", Path("/srv/environment"))
    assert "--privileged" not in words
    assert "SYS_ADMIN" in words
    assert "SYS_RESOURCE" not in words
    assert "systempaths=unconfined" in words
    assert [volume for volume in volumes_of(words) if volume.startswith("/run")] == ["/run:/run:shared"]


def test_podman_gives_all_there_is_and_shares_directories_of_run_one_by_one() -> None:
    words = COMPUTE.create(PODMAN, "kolla/nova-compute:2026.2", Path("/srv/environment"))
    assert "--privileged" in words
    below_run = [volume for volume in volumes_of(words) if volume.startswith("/run")]
    assert below_run[0] == "/run:/run"
    assert {"/run/libvirt:/run/libvirt:shared", "/run/openvswitch:/run/openvswitch:shared"} <= set(below_run)


def test_volumes_of_the_engine_are_told_from_directories_of_the_host() -> None:
    assert COMPUTE.named_volumes == {"/var/lib/nova/": "nova_compute"}


@pytest.mark.parametrize(("engine", "kept"), [(DOCKER, "/var/lib/docker/volumes"), (PODMAN, "/var/lib/containers/storage/volumes")])
def test_its_log_is_in_a_volume(engine: Engine, kept: str) -> None:
    assert COMPUTE.log_on_host(engine) == f"{kept}/kolla_logs/_data/nova/nova-compute.log"
