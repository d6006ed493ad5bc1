"""All faults, found by their files. What the matrix could not run is refused here, before anything is injected."""

import inspect
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from lab.errors import LabError
from lab.faults import known
from lab.faults.fault import Fault, NamedFault
from lab.faults.operations import TESTS


@cache
def faults() -> tuple[NamedFault, ...]:
    """Every fault, sorted by name. :raises LabError: a file does not describe one that can be run"""
    return tuple(_load(module.name) for module in sorted(iter_modules(known.__path__), key=lambda module: module.name))


def load(name: str, does: str, described: Fault) -> NamedFault:
    """The fault under its name. :raises LabError: it shows in an operation of which the suites have no test"""
    unknown = next((showing.operation for showing in described.shows if showing.operation not in TESTS), None)
    if unknown is not None:
        raise LabError(f"fault {name} shows in {unknown}, of which the suites have no test: there are tests of {', '.join(TESTS)}")
    return NamedFault(name, does, described)


def _load(module_name: str) -> NamedFault:
    module = import_module(f"{known.__name__}.{module_name}")
    return load(module_name.replace("_", "-"), " ".join((inspect.getdoc(module) or "").split()), module.FAULT)


def fault(name: str) -> NamedFault:
    """The fault of that name. :raises LabError: there is none"""
    for one in faults():
        if one.name == name:
            return one
    near = get_close_matches(name, [one.name for one in faults()], n=1)
    meant = f"did you mean {near[0]}? " if near else ""
    raise LabError(f"no fault {name}: {meant}`python -m lab fault list` names them")
