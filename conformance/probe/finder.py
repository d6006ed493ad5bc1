"""Which of all that a logical service may be it is on a host, and how it is; asked in one round trip a host."""

from collections.abc import Callable, Iterable

from conformance.config.profile_model import LogicalService, Profile, Service, ServiceKind
from conformance.input.understanding import NOT_UNDERSTOOD, oddity
from conformance.model.errors import SuiteFault
from conformance.probe.managers import MANAGERS
from conformance.probe.pods import Pods
from conformance.probe.service_state import Candidate, Found, Health, Seen
from conformance.transport.bounded import TIMED_OUT
from conformance.transport.command import Command, joined, quoted
from conformance.transport.result import Result

_PATIENCE = 8
"""Seconds that one question may take: a daemon that hangs must not keep the others from answering."""

_PROBE = "printf '\\036'; timeout -k 1 %s sh -c %s 2>&1; printf '\\037%%s' $?\n"

Run = Callable[[Command, float], Result]
"""Runs a shell script on the host: the script, and its seconds."""


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
        wanted = [
            (name, one) for name in names if name in services for one in services[name].candidates if one.kind is not ServiceKind.NONE
        ]
        local = [service for _, service in wanted if service.kind is not ServiceKind.KUBECTL]
        answers = iter(self._ask(local, run, timeout)) if local else iter(())
        seen = [self._pods.on(service, host) if service.kind is ServiceKind.KUBECTL else next(answers) for _, service in wanted]
        found: dict[LogicalService, list[Candidate]] = {}
        for (name, service), one in zip(wanted, seen, strict=True):
            found.setdefault(name, []).append(Candidate(service=service, seen=one))
        return {name: Found(name=name, candidates=tuple(candidates)) for name, candidates in found.items()}

    def find_in_cluster(self, names: Iterable[LogicalService]) -> list[Found]:
        """How those of the services are that are pods, on whatever node."""
        found = []
        for name in names:
            service = self._profile.services.get(name)
            pods = [one for one in service.candidates if one.kind is ServiceKind.KUBECTL] if service else []
            if pods:
                candidates = tuple(Candidate(service=one, seen=self._pods.on(one, None)) for one in pods)
                found.append(Found(name=name, candidates=candidates))
        return found

    def _ask(self, services: list[Service], run: Run, timeout: float) -> list[Seen]:
        questions = (quoted(_PROBE, str(_PATIENCE), MANAGERS[service.kind].command(service.name)) for service in services)
        result = run(joined("", questions), timeout)
        answers = [answer.rpartition("\037") for answer in result.stdout.split("\036")[1:]]
        if len(answers) != len(services):
            said = result.stderr.strip() or f"exit status {result.rc}"
            raise SuiteFault(f"of {len(services)} questions after services {len(answers)} were answered: {said}")
        return [_read(service, rc, said) for service, (said, _, rc) in zip(services, answers, strict=True)]


def _read(service: Service, status: str, said: str) -> Seen:
    try:
        rc = int(status)
        if rc in TIMED_OUT:
            return Seen(health=Health.UNASKED, words=f"{service.kind} did not answer within {_PATIENCE} s")
        return MANAGERS[service.kind].read(rc, said)
    except NOT_UNDERSTOOD as error:
        return Seen(health=Health.UNASKED, words=f"what {service.kind} says is not understood ({oddity(error)})")
