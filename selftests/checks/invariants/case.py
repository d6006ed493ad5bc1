"""What each invariant's own test holds: where all is well it holds, and of what is broken it says what was expected and seen."""

from functools import cache
from importlib import import_module
from typing import NamedTuple

import pytest

from conformance.checks.host import AllHosts
from conformance.checks.invariants import find, hold, registry
from conformance.model.errors import CloudFault
from conformance.model.invariant import NotApplicable, Scope
from selftests.checks.invariants.good import around, host


def on(invariant: str) -> str | None:
    """The host that is looked at; None for an invariant of the cloud."""
    return "h1" if find(invariant).scope is Scope.HOST else None


class Case(NamedTuple):
    """What is broken, and what is then said. sound: where the sound cloud says nothing, one that is right."""

    invariant: str
    broken: AllHosts
    expected: str
    seen: str
    sound: AllHosts | None = None

    @property
    def well(self) -> AllHosts:
        """Hosts and cloud of which the invariant holds."""
        return self.sound or around(host(), host("h2"), host("h3"))

    def holds(self) -> None:
        """See that it holds where all is well."""
        hold(self.invariant, self.well, on(self.invariant))

    def is_told(self) -> None:
        """See that what is broken is told, and where."""
        with pytest.raises(CloudFault) as caught:
            hold(self.invariant, self.broken, on(self.invariant))
        assert (caught.value.expected, caught.value.seen) == (self.expected, self.seen)
        # of a way between two hosts, it may be the other end that is wrong; a service of the control plane is on a host of its own
        assert caught.value.host in ({"h1", "h2"} if on(self.invariant) else {None, "c"})


def skip(invariant: str, hosts: AllHosts) -> str:
    """Why the invariant says nothing about these hosts."""
    with pytest.raises(NotApplicable) as caught:
        hold(invariant, hosts, on(invariant))
    return str(caught.value)


@cache
def cases() -> dict[str, Case]:
    """The case of every invariant, of its own test."""
    return {one.id: _case(one.subject, one.id) for one in registry()}


def _case(subject: str, invariant: str) -> Case:
    file = f"selftests/checks/invariants/{subject}/test_{invariant}.py"
    try:
        module = import_module(file.removesuffix(".py").replace("/", "."))
    except ModuleNotFoundError:
        raise AssertionError(f"{invariant} has no test. Write {file}, with its CASE") from None
    found = getattr(module, "CASE", None)
    assert isinstance(found, Case), f"{file} has no CASE"
    assert found.invariant == invariant, f"{file}: its CASE is of {found.invariant}"
    return found
