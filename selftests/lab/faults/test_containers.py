"""A container's limit of memory holds from its next start, whatever the engine remembers of what it is told."""

import json
import shlex
from dataclasses import dataclass, field
from typing import cast

import pytest

from lab.faults.containers import limit_memory
from lab.faults.target import FaultTarget
from lab.kolla.engine import DOCKER, PODMAN, Engine

MADE = ["/usr/bin/podman", "create", "--name", "nova_compute", "--health-cmd", "healthcheck_port nova-compute 5672", "kolla/nova-compute"]


@dataclass
class Recorded:
    """What is done to a host of that engine."""

    engine: Engine
    changes: list[tuple[str, str]] = field(default_factory=list)

    def sh(self, script: str) -> str:
        assert script.startswith("podman inspect ")
        return json.dumps(MADE)

    def change(self, do: str, undo: str) -> None:
        self.changes.append((do, undo))


@pytest.mark.parametrize("engine", [DOCKER, PODMAN], ids=lambda engine: engine.program)
def test_what_is_limited_is_what_is_undone(engine: Engine) -> None:
    recorded = Recorded(engine)
    limit_memory(cast(FaultTarget, recorded), "nova_compute", "40m")
    [(do, undo)] = recorded.changes
    assert do.startswith(f"{engine.program} ")
    assert undo.startswith(f"{engine.program} ")
    assert "--memory 40m" in do
    assert "40m" not in undo


def test_one_that_forgets_makes_the_container_anew_as_it_was_made() -> None:
    recorded = Recorded(PODMAN)
    limit_memory(cast(FaultTarget, recorded), "nova_compute", "40m")
    [(_, undo)] = recorded.changes
    assert shlex.split(undo)[:-2] == ["podman", "create", "--replace", *MADE[2:]]
