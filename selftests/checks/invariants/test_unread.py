"""No invariant passes on a fact that could not be read: whatever it reads, without that it is an error that names what is missing."""

from collections.abc import Iterator
from typing import Any

import pytest

from conformance.checks.host import AllHosts
from conformance.checks.invariants import find, hold, names
from conformance.model.cloud_facts import CloudFacts
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.facts import HostFacts, UnreadFact
from conformance.model.invariant import NotApplicable, Scope
from selftests.checks.invariants.case import cases, on

WHY = "sudo: a password is required"

PLAIN = {"host", "gathered", "seconds", "gaps"}
"""Fields that are always there."""

SHARED = {"digests": ("options",), "file_systems": ("file_systems", "storage")}
"""Fields whose gaps have other names."""


class Recording:
    """Facts that remember which of their fields were read."""

    def __init__(self, facts: Any, read: set[str]) -> None:
        self._facts, self._read = facts, read

    def __getattr__(self, name: str) -> Any:
        if name in type(self._facts).model_fields:
            self._read.add(name)
        value = getattr(self._facts, name)
        return value.__func__.__get__(self) if callable(value) and hasattr(value, "__func__") else value


def sound(invariant: str) -> AllHosts:
    return cases()[invariant].well


def read_of_host(invariant: str) -> set[str]:
    """The fields of the host's own facts that it reads where it holds."""
    hosts, read = sound(invariant), set[str]()
    one = hosts.of("h1")
    one.facts = Recording(one.facts, read)  # type: ignore[assignment]
    hold(invariant, hosts, "h1")
    return read - PLAIN


def without(facts: HostFacts, field: str) -> HostFacts:
    """The host, of which that could not be read, for a reason of ours."""
    default = HostFacts.model_fields[field].get_default(call_default_factory=True)
    gaps = [UnreadFact(what=what, why=WHY) for what in SHARED.get(field, (field,))]
    if field == "services":
        gaps = [UnreadFact(what=f"service {state.service}", why=WHY) for state in facts.services]
    if field == "digests":
        # both are read from the same files
        return facts.model_copy(update={"digests": {}, "options": None, "gaps": tuple(gaps)})
    return facts.model_copy(update={field: default, "gaps": tuple(gaps)})


def of_hosts() -> Iterator[tuple[str, str]]:
    for invariant in names(Scope.HOST):
        for field in sorted(read_of_host(invariant)):
            yield invariant, field


@pytest.mark.parametrize(("invariant", "field"), list(of_hosts()))
def test_a_fact_of_a_host_that_could_not_be_read_is_never_a_pass(invariant: str, field: str) -> None:
    known = sound(invariant)
    cloud = known.cloud_facts
    hosts = [without(one.facts, field) if one.name == "h1" else one.facts for one in known.all]
    blind = AllHosts(known.profile, hosts, known.all_ways, cloud, known.hypervisors)
    with pytest.raises((SuiteFault, CloudFault)) as caught:
        hold(invariant, blind, "h1")
    assert WHY in str(caught.value)
    assert isinstance(caught.value, SuiteFault), "what could not be read says nothing against the cloud"


@pytest.mark.parametrize("invariant", names(Scope.HOST))
def test_a_host_of_which_nothing_was_read_never_passes(invariant: str) -> None:
    known = sound(invariant)
    gaps = tuple(UnreadFact(what=what, why=WHY) for what in ("machine", "libvirt", "options", "switch"))
    mute = HostFacts(host="h1", gathered=known.of("h1").facts.gathered, seconds=1, gaps=gaps)
    hosts = [mute if one.name == "h1" else one.facts for one in known.all]
    ways = [way for way in known.all_ways if way.source != "h1"]
    silent = CloudFacts(gathered=mute.gathered, gaps=tuple(UnreadFact(what=what, why=WHY) for what in ("providers", "agents", "servers")))
    with pytest.raises((SuiteFault, NotApplicable)):
        hold(invariant, AllHosts(known.profile, hosts, ways, silent, known.hypervisors), "h1")


def of_cloud() -> Iterator[tuple[str, str]]:
    for invariant in names(Scope.CLOUD):
        known, read = sound(invariant), set[str]()
        find(invariant).run(_Recorded(known, read))
        for field in sorted(read - PLAIN):
            yield invariant, field


class _Recorded:
    """The cloud, whose facts remember which of their fields were read."""

    def __init__(self, hosts: AllHosts, read: set[str]) -> None:
        self._cloud = hosts.cloud
        self.facts = Recording(self._cloud.facts, read)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cloud, name)


@pytest.mark.parametrize(("invariant", "field"), list(of_cloud()))
def test_what_an_api_does_not_tell_is_never_a_pass(invariant: str, field: str) -> None:
    known = sound(invariant)
    facts = known.cloud.facts
    if field == "control":
        gaps = tuple(UnreadFact(what=what, why=WHY) for what in ("scheduler", "service nova_api"))
        change: dict[str, Any] = {"control": facts.control.model_copy(update={"scheduler": None, "services": (), "gaps": gaps})}
    else:
        default = CloudFacts.model_fields[field].get_default(call_default_factory=True)
        change = {field: default, "gaps": (UnreadFact(what=field, why=WHY),)}
    hosts = [one.facts for one in known.all]
    blind = AllHosts(known.profile, hosts, known.all_ways, facts.model_copy(update=change), known.hypervisors)
    with pytest.raises(SuiteFault, match=WHY):
        hold(invariant, blind, on(invariant))
