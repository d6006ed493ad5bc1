"""What is known of a regression before it is provoked, and all of them."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pkgutil import iter_modules

from lab.faults.fault import Fault, NamedFault
from lab.faults.registry import fault
from lab.layout import Layout
from lab.upgrade import regressions


class Point(StrEnum):
    """Where in an upgrade a regression is provoked; the values are the phases of the gate that must find it.

    STEP: once the first host is upgraded. AFTER: once all of them are.
    """

    STEP = "step"
    AFTER = "after"


@dataclass(frozen=True)
class Regression:
    """One regression.

    title: what it is, in a few words. point: where it is provoked. causes: of which the gate must name one, by itself or as a failure's.
    host: where it is provoked, and where the gate must say that it is; None: the control plane. fault: what is injected before the
    gate's step, and recovered after it. meanwhile: what is done while the step runs. tests: words for pytest that have the gate's run do
    what it shows in, and no more. renews_canaries: whether the canaries are not as they were, whatever is recovered.
    """

    title: str
    point: Point
    causes: tuple[str, ...]
    host: str | None
    fault: Fault | str | None = None
    meanwhile: Callable[[Layout], None] | None = None
    tests: tuple[str, ...] = ()
    renews_canaries: bool = False


@dataclass(frozen=True)
class NamedRegression:
    """A regression, with its name and what it does, as its file says."""

    name: str
    does: str
    regression: Regression

    @property
    def named_fault(self) -> NamedFault | None:
        """What is injected: a fault of its own, or one of the matrix."""
        described = self.regression.fault
        if described is None or isinstance(described, str):
            return None if described is None else fault(described)
        return NamedFault(f"upgrade-{self.name}", self.does, described)


def all_regressions() -> tuple[NamedRegression, ...]:
    """Every regression, sorted by name."""
    modules = sorted(iter_modules(regressions.__path__), key=lambda module: module.name)
    return tuple(_load(module.name) for module in modules)


def _load(module_name: str) -> NamedRegression:
    module = import_module(f"{regressions.__name__}.{module_name}")
    return NamedRegression(module_name.replace("_", "-"), " ".join((inspect.getdoc(module) or "").split()), module.REGRESSION)
