"""What a host said, as facts; and what it did not say, as gaps."""

from collections.abc import Iterable, Mapping
from typing import Any

from conformance.checks.facts.fact import Fact, ProbePoint, Said
from conformance.checks.facts.service_states import fares
from conformance.input.understanding import NOT_UNDERSTOOD, oddity
from conformance.model.facts import ServiceState, UnreadFact
from conformance.probe.oslo_config import NotReadable
from conformance.probe.service_state import Found

Faults = Mapping[ProbePoint, str]
"""Why nothing, or nothing more, could be asked in a place."""

_NOT_ASKED = "it was not asked"


class HostAnswers:
    """The facts of one host, and its gaps.

    :param gaps: those that are known already
    """

    def __init__(self, said: Said, faults: Faults, gaps: Iterable[UnreadFact] = ()) -> None:
        self._said = said
        self._faults = faults
        self.gaps = list(gaps)

    def fields(self, facts: Iterable[Fact]) -> dict[str, Any]:
        """The fields of HostFacts that were read; the others are left to their defaults."""
        found: dict[str, Any] = {}
        for fact in facts:
            why = self._why_not(fact)
            if why:
                self._miss(why)
                continue
            try:
                value = fact.read(self._said)
            except NotReadable as error:
                self._miss(UnreadFact(what=fact.gap, why=str(error), ours=False))
            except NOT_UNDERSTOOD as error:
                self._miss(UnreadFact(what=fact.gap, why=f"what the host says is not understood ({oddity(error)})"))
            else:
                found[fact.name] = (*found[fact.name], *value) if fact.name in found else value
        return found

    def services(self, looks: Iterable[Found]) -> tuple[ServiceState, ...]:
        """How those fare that were found, or found to be absent."""
        states = []
        for look in looks:
            how = fares(look)
            if isinstance(how, ServiceState):
                states.append(how)
            else:
                self._miss(UnreadFact(what=f"service {look.name}", why=how))
        return tuple(states)

    def _why_not(self, fact: Fact) -> UnreadFact | None:
        """Why what the fact is made of was not said; None if it was."""
        for name in fact.needs:
            chunk = self._said.chunks.get(name)
            if chunk is None:
                return UnreadFact(what=fact.gap, why=self._faults.get(fact.place, _NOT_ASKED))
            if not chunk.ok:
                # a client that is missing or may not run is ours to set right; one that gets no answer is not
                refused = chunk.not_begun or chunk.rc in {126, 127} or "ermission denied" in chunk.error
                return UnreadFact(what=fact.gap, why=chunk.why_not, ours=refused or not fact.theirs)
        return None

    def _miss(self, gap: UnreadFact) -> None:
        if all(known.what != gap.what for known in self.gaps):
            self.gaps.append(gap)
