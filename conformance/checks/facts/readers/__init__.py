"""What programs of facts print, read into facts. Each module has the entries of its facts in FACTS; to be there is to count."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from conformance.checks.facts.fact import Fact


@cache
def all_facts() -> tuple[Fact, ...]:
    """The entries of all modules here."""
    modules = sorted(module.name for module in iter_modules(__path__))
    return tuple(fact for name in modules for fact in import_module(f"{__name__}.{name}").FACTS)
