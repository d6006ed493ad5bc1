"""The names of pytest's plugins that are installed, read once in a process."""

from functools import cache
from importlib.metadata import distributions
from typing import Any

import pytest
from pluggy import PluginManager


@cache
def _names() -> frozenset[str]:
    return frozenset(point.name for package in distributions() for point in package.entry_points if point.group == "pytest11")


def remember_entry_points(patched: pytest.MonkeyPatch) -> None:
    """Look among the installed packages for those plugins only that are there.

    pytest looks for each module of the suite's plugin, which is none of them, in the files of every installed package, in every run.
    """
    load = PluginManager.load_setuptools_entrypoints

    def load_those_there(manager: PluginManager, group: str, name: str | None = None) -> Any:
        return 0 if name is not None and name not in _names() else load(manager, group, name)

    patched.setattr(PluginManager, "load_setuptools_entrypoints", load_those_there)
