"""How xdist hands out tests: a lane at a time."""

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling


class LaneScheduling(LoadScopeScheduling):  # type: ignore[misc]
    """Scopes are lanes, as the workers have written them to plan.json in the run's directory."""

    def __init__(self, config: pytest.Config, log: Any, run_dir: Path) -> None:
        super().__init__(config, log)
        self._run_dir = run_dir

    @cached_property
    def _lanes(self) -> dict[str, str]:
        lanes: dict[str, str] = json.loads((self._run_dir / "plan.json").read_text())
        return lanes

    def _split_scope(self, nodeid: str) -> str:
        return self._lanes[nodeid]
