"""Which of all that a logical service may be it is on a host, and how it is: the questions, and what the answers come to.

The doctor asks in a round trip of its own; facts and evidence ask in theirs, with the same questions, and have the answers read here.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from conformance.config.profile_model import LogicalService, Profile, Service, ServiceKind
from conformance.input.understanding import NOT_UNDERSTOOD, oddity
from conformance.model.base import readable
from conformance.model.errors import SuiteFault
from conformance.probe.chunks import Chunk, chunks
from conformance.probe.managers import MANAGERS, Answer
from conformance.probe.pods import Pods
from conformance.probe.program import whole
from conformance.probe.service_state import Candidate, Found, Seen, unasked
from conformance.transport.command import Command, assigned, joined, quoted, words
from conformance.transport.result import Result

_PATIENCE = 8
"""Seconds that one question may take where nothing else is asked: a daemon that hangs must not keep the others from answering."""

_AMONG_OTHERS = 4
"""Seconds that one may take among other questions: Podman's client waits for whoever works with the container, as its health check does."""

CHUNKS = "service "
"""How the names of chunks begin that answer questions()."""

Run = Callable[[Command, float], Result]
"""Runs a shell script on the host: the script, and its seconds."""


def questions(services: Iterable[Service], patience: float = _AMONG_OTHERS) -> Command:
    """The part of a program (program.py) that asks after services: a chunk for each question, and one question for all that share it.

    :param patience: seconds that each may take
    """
    asked = {_chunk_of(service): MANAGERS[service.kind].command(service) for service in services if service.kind in MANAGERS}
    lines = [words("say", chunk, "brief", "sh", "-c", command) for chunk, command in asked.items()]
    return joined("\n", [quoted("("), assigned("PATIENCE", f"{patience:g}"), *lines, quoted(")")])


def _seen(service: Service, said: Chunk) -> Seen:
    """What the answer to its question says of a service."""
    try:
        # it has to be in the files of a run, and to be read from them
        return readable(MANAGERS[service.kind].read(Answer(service.name, said, datetime.now(UTC))))
    except NOT_UNDERSTOOD as error:
        return unasked(f"what {service.kind} says is not understood ({oddity(error)})")


def found(name: LogicalService, candidates: Iterable[Service], said: Mapping[str, Chunk], pods: Pods, node: str | None) -> Found | None:
    """The service, by the answers for all that it may be; None where there was no answer for any.

    :param said: the answers to questions()
    :param pods: asked for those that are pods
    :param node: the host, as Kubernetes calls it
    """
    looks = []
    for one in candidates:
        if one.kind is ServiceKind.KUBECTL:
            looks.append(Candidate(service=one, seen=pods.on(one, node)))
        elif answer := said.get(_chunk_of(one)):
            looks.append(Candidate(service=one, seen=_seen(one, answer)))
    return Found(name=name, candidates=tuple(looks)) if looks else None


def _chunk_of(service: Service) -> str:
    """The name of the chunk with the answer; in one line, whatever the service is called."""
    return f"{CHUNKS}{json.dumps(MANAGERS[service.kind].command(service))}" if service.kind in MANAGERS else ""


class Finder:
    """Finds the services of a profile on hosts.

    :param pods: what is known of pods, shared by all hosts
    """

    def __init__(self, profile: Profile, pods: Pods) -> None:
        self._profile = profile
        self._pods = pods

    def find(self, host: str, names: Iterable[LogicalService], run: Run, timeout: float = 30) -> dict[LogicalService, Found]:
        """What each of the services is on the host. Those that the profile says nothing of, or says are none, are left out.

        :param run: runs a script on the host; not called where all is asked of Kubernetes
        :param timeout: seconds for all questions to the host together
        :raises SuiteFault: the host cannot be asked
        """
        services = self._profile.services
        wanted = {name: services[name].candidates for name in names if name in services}
        local = [one for candidates in wanted.values() for one in candidates if one.kind in MANAGERS]
        said = self._ask(local, run, timeout) if local else {}
        looks = {name: found(name, candidates, said, self._pods, host) for name, candidates in wanted.items()}
        return {name: look for name, look in looks.items() if look}

    def node_called(self, service: Service, host: str) -> str:
        """What Kubernetes calls a host on which a pod of the service is; by the host's own name, where that is not known."""
        return self._pods.node_called(service, host)

    def find_in_cluster(self, names: Iterable[LogicalService]) -> list[Found]:
        """How those of the services are that are pods, on whatever node."""
        services = self._profile.services
        pods = {name: [one for one in services[name].candidates if one.kind is ServiceKind.KUBECTL] for name in names if name in services}
        return [look for name, candidates in pods.items() if (look := found(name, candidates, {}, self._pods, None))]

    def _ask(self, services: list[Service], run: Run, timeout: float) -> dict[str, Chunk]:
        result = run(whole([questions(services, _PATIENCE)], limit=max(1, int(timeout * 3 / 4))), timeout)
        said, wanted = chunks(result.stdout), {_chunk_of(service) for service in services}
        if wanted - said.keys():
            why = result.stderr.strip() or f"exit status {result.rc}"
            raise SuiteFault(f"of {len(wanted)} questions after services {len(wanted & said.keys())} were answered: {why}")
        return said
