"""Programs and fields are derived from the entries of facts: a new one is a field of HostFacts and an entry, and nothing else."""

from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

import pytest

from conformance.checks.facts import gather, programs
from conformance.checks.facts.fact import Fact, ProbePoint, fact
from conformance.checks.facts.readers import all_facts
from conformance.config.profile_model import ServiceKind
from conformance.model.facts import HostFacts
from conformance.probe.chunks import Chunk
from conformance.transport.command import quoted
from selftests.checks.facts.machine import Machine

MADE_ELSEWHERE = {"host", "gathered", "seconds", "clock", "services", "gaps"}
"""Fields that are no answers to questions of entries."""


def test_every_field_has_an_entry_and_every_entry_a_field() -> None:
    assert {one.name for one in all_facts()} == set(HostFacts.model_fields) - MADE_ELSEWHERE


@pytest.mark.parametrize("entry", all_facts(), ids=lambda one: one.gap)
def test_what_is_read_is_of_the_type_of_its_field(entry: Fact) -> None:
    made, wanted = get_type_hints(entry.made_by)["return"], get_type_hints(HostFacts)[entry.name]
    assert made == wanted or (isinstance(wanted, UnionType) and made in get_args(wanted) and NoneType in get_args(wanted))


def test_what_is_not_read_is_nothing() -> None:
    """A fact that was not read keeps its field's default, which must say nothing."""
    for one in all_facts():
        assert not HostFacts.model_fields[one.name].is_required(), one.name


def test_each_chunk_is_asked_for_once_and_all_that_facts_need_is_asked_for() -> None:
    said = [chunk for one in all_facts() for question in one.questions for chunk in question.chunks]
    assert len(said) == len(set(said))
    assert {need for one in all_facts() for need in one.needs} <= set(said)
    after = {question.after for one in all_facts() for question in one.questions if question.after}
    assert after <= set(said)


def test_on_a_sound_machine_every_fact_is_read(machine: Machine) -> None:
    assert machine.facts().gaps == ()


def words_of(chunk: Chunk) -> tuple[str, ...]:
    return tuple(chunk.text.split())


@pytest.mark.parametrize(
    ("place", "shell", "later", "read"),
    [
        (ProbePoint.NODE, quoted('echo it\\\'s; echo "$LIMIT"'), False, ("it's", "10")),
        (ProbePoint.LIBVIRT, quoted("ask version | head -n 1"), False, ("Using", "library:", "libvirt", "10.0.0")),
        (ProbePoint.NOVA_COMPUTE, quoted('[ "$INSTANCES" = {instances} ] && echo "$VIRT_TYPES"'), True, ("kvm",)),
        (ProbePoint.VSWITCH, quoted("ask list-br"), False, ("br-ex", "br-int")),
    ],
    ids=list(ProbePoint),
)
def test_a_new_fact_is_asked_where_its_entry_says(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, place: ProbePoint, shell: Any, later: bool, read: tuple[str, ...]
) -> None:
    made = type(shell)(shell.replace("{instances}", str(machine.instances)))
    entry = fact("kvm_modules", place, made, words_of, chunk="new", later=later)
    entries = (*(one for one in all_facts() if one.name != entry.name), entry)
    for module in (programs, gather):
        monkeypatch.setattr(module, "all_facts", lambda: entries)
    facts = machine.facts()
    assert facts.gap("new") is None
    assert facts.kvm_modules == read


def test_an_answer_of_another_place_is_none(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has a container of the host may answer what is asked there, and not what is asked of the host itself."""
    machine.kind = ServiceKind.DOCKER
    forged = "\\036kvm_modules\\nforged\\n\\0370\\n\\036certificates\\n\\0370\\n"
    machine.program("docker", f"#!/bin/sh\n[ $1 != exec ] || printf '{forged}'\n")
    facts = machine.facts()
    assert facts.gap("certificates") is None, "libvirt's place answered that"
    assert "forged" not in facts.kvm_modules
