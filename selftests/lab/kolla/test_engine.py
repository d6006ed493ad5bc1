"""What differs between the engines stands in one place."""

import re
import tomllib
from pathlib import Path

import pytest

from lab.errors import LabError
from lab.kolla.engine import DOCKER, PODMAN, engine_of
from lab.layout import KOLLA_SHAPES, Shape

LAB = Path(__file__).parents[3] / "lab"
NAMED = re.compile(r"\b(docker|podman)\b")


def test_each_shape_of_kolla_has_an_engine_and_no_other_shape_has() -> None:
    assert {shape: engine_of(shape).program for shape in KOLLA_SHAPES} == {Shape.KOLLA: "docker", Shape.KOLLA_PODMAN: "podman"}
    with pytest.raises(LabError, match="in the shape supervisor, no service runs in a container"):
        engine_of(Shape.SUPERVISOR)


def test_only_one_module_of_the_lab_knows_an_engine_by_its_name() -> None:
    known = {path.relative_to(LAB).as_posix() for path in LAB.rglob("*.py") if NAMED.search(path.read_text())}
    assert known == {"kolla/engine.py", "layout.py"}


def test_the_configuration_of_podman_can_be_read() -> None:
    configuration = tomllib.loads(next(file.text for file in PODMAN.files if "containers.conf.d" in file.path))
    assert configuration["engine"]["cgroup_manager"] == "cgroupfs"
    assert configuration["containers"]["log_driver"] == "k8s-file"
    assert configuration["containers"]["default_ulimits"] == ["nofile=1024:20000", "nproc=1024:4096"]


def test_what_a_volume_has_lies_below_the_engines_directory() -> None:
    for engine in (DOCKER, PODMAN):
        assert engine.volume("kolla_logs").startswith(f"{engine.directory}/")
