"""Containers are named, mounted and configured as Kolla-Ansible does it."""

import json
from pathlib import Path

from lab.kolla.container import ConfigFile, Container

COMPUTE = Container(
    program="nova-compute",
    name="nova_compute",
    service="nova-compute",
    command="nova-compute",
    log="/var/log/kolla/nova/nova-compute.log",
    user="nova",
    files=(ConfigFile("/etc/nova/nova.conf", "[DEFAULT]\n", "nova"),),
    volumes=("/run:/run:shared", "nova_compute:/var/lib/nova/"),
    directories=("/var/lib/nova/instances",),
    privileged=True,
    health="healthcheck_port nova-compute 5672",
    stop_seconds=90,
)


def test_its_configuration_and_its_unit_lie_where_kolla_has_them() -> None:
    written = {file.path: file.text for file in COMPUTE.written()}
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


def test_its_unit_starts_it_again_whenever_it_ends() -> None:
    unit = dict(
        line.split("=", 1) for file in COMPUTE.written() if file.path.endswith(".service") for line in file.text.splitlines() if "=" in line
    )
    assert unit["ExecStart"] == "/usr/bin/docker start -a nova_compute"
    assert unit["ExecStop"] == "/usr/bin/docker stop nova_compute -t 90"
    assert unit["Restart"] == "always"
    assert int(unit["TimeoutStopSec"]) > 90


def test_the_engine_is_told_of_mounts_health_and_user() -> None:
    words = COMPUTE.create("kolla/nova-compute:2026.2", Path("/srv/environment"))
    volumes = [words[at + 1] for at, word in enumerate(words) if word == "--volume"]
    assert "/etc/kolla/nova-compute/:/var/lib/kolla/config_files/:ro" in volumes
    assert {"kolla_logs:/var/log/kolla/", "/run:/run:shared", "nova_compute:/var/lib/nova/"} <= set(volumes)
    assert words[words.index("--user") + 1] == "nova"
    assert words[words.index("--health-cmd") + 1] == "healthcheck_port nova-compute 5672"
    assert "--privileged" not in words
    assert "SYS_ADMIN" in words
    assert "SYS_RESOURCE" not in words
    assert "systempaths=unconfined" in words
    assert words[-5:] == ["kolla/nova-compute:2026.2", "tini", "-s", "--", "kolla_start"]


def test_volumes_of_the_engine_are_told_from_directories_of_the_host() -> None:
    assert COMPUTE.named_volumes == {"/var/lib/nova/": "nova_compute"}
    assert COMPUTE.log_on_host == "/var/lib/docker/volumes/kolla_logs/_data/nova/nova-compute.log"
