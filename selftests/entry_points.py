"""pytest's plugins that are installed, read once in a process, and without one that a user of the suite does not have."""

import importlib.metadata
from collections.abc import Iterable
from functools import cache, cached_property
from importlib.metadata import PathDistribution
from typing import Any

import pytest
from os_service_types.service_types import ServiceTypes
from pluggy import PluginManager

_installed = importlib.metadata.distributions


class _Package(PathDistribution):
    """A package that is installed, of which no file is read twice."""

    entry_points = cached_property(lambda package: PathDistribution.entry_points.fget(package))  # type: ignore[attr-defined]
    files = cached_property(lambda package: PathDistribution.files.fget(package))  # type: ignore[attr-defined]


@cache
def _packages() -> list[_Package]:
    return [_Package(package._path) for package in _installed()]  # type: ignore[attr-defined]


@cache
def _names() -> frozenset[str]:
    return frozenset(point.name for package in _packages() for point in package.entry_points if point.group == "pytest11")


def remember_entry_points(patched: pytest.MonkeyPatch) -> None:
    """Read the metadata of installed packages once, and look among them for those plugins only that are there.

    Every run of pytest reads them twice, and looks in them for each module of the suite's plugin, which is none of them. Hypothesis's
    plugin imports all of Hypothesis at the end of every run; it is of the group dev, and no run in these tests needs it.
    """
    load = PluginManager.load_setuptools_entrypoints

    def load_those_there(manager: PluginManager, group: str, name: str | None = None) -> Any:
        manager.set_blocked("hypothesispytest")
        return 0 if name is not None and name not in _names() else load(manager, group, name)

    def remembered(**context: Any) -> Iterable[importlib.metadata.Distribution]:
        return _installed(**context) if context else _packages()

    patched.setattr(PluginManager, "load_setuptools_entrypoints", load_those_there)
    patched.setattr(importlib.metadata, "distributions", remembered)


def share_service_types(patched: pytest.MonkeyPatch) -> None:
    """Let all connections have the same list of service types: openstacksdk copies it with all it holds hundreds of times for each."""
    name = "all_types_by_service_type"
    shared = cached_property(vars(ServiceTypes)[name].fget)
    shared.__set_name__(ServiceTypes, name)
    patched.setattr(ServiceTypes, name, shared)
