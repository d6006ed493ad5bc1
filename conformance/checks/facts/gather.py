"""The facts of one host: what was asked (asking.py), read (reading.py) as the entries of facts say (readers/)."""

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from conformance.checks.facts import programs
from conformance.checks.facts.asking import Answers, ask
from conformance.checks.facts.fact import ProbePoint, Said
from conformance.checks.facts.readers import all_facts
from conformance.checks.facts.reading import HostAnswers
from conformance.config.profile_model import Profile, ServiceKind
from conformance.input.understanding import oddity
from conformance.model.base import readable
from conformance.model.facts import HostFacts
from conformance.probe.clocks import clock_of
from conformance.probe.finder import found
from conformance.probe.hosts import Hosts
from conformance.probe.pods import Pods
from conformance.probe.service_state import Found


def gather(hosts: Hosts, profile: Profile, host: str, names: Sequence[str], pods: Pods) -> HostFacts:
    """What a host says of itself. What it does not say is a gap; nothing is raised.

    :param names: all compute hosts, to see whether their names resolve
    """
    started, moment = time.time(), time.monotonic()
    try:
        with ThreadPoolExecutor(max_workers=1) as pool:
            in_pods = pool.submit(_ask_for_pods, profile, pods)
            answers = ask(hosts.on(host), profile, names)
            in_pods.result()
        services = programs.host_services(profile).items()
        looks = [look for name, service in services if (look := found(name, service.candidates, answers.said, pods, host))]
        return readable(_facts(host, answers, looks, started, moment))
    except Exception as surprise:  # noqa: BLE001 - whatever one host says, the others are to be judged
        nothing = Answers()
        for place in ProbePoint:
            nothing.miss(place, f"what the host says is not understood ({oddity(surprise)})")
        return _facts(host, nothing, [], started, moment)


def _facts(host: str, answers: Answers, services: Iterable[Found], started: float, moment: float) -> HostFacts:
    """started: the epoch second at which the host was asked; moment: the same, of the clock that only goes forward."""
    reading = HostAnswers(Said(host, answers.said), answers.faults, answers.gaps)
    fields = {**reading.fields(all_facts()), "services": reading.services(services)}
    return HostFacts(
        host=host,
        gathered=datetime.fromtimestamp(started, UTC),
        seconds=round(time.monotonic() - moment, 3),
        clock=clock_of(answers.said, started, answers.answered),
        gaps=tuple(reading.gaps),
        **fields,
    )


def _ask_for_pods(profile: Profile, pods: Pods) -> None:
    """Services in pods are asked for by kubectl on this machine, while the host answers."""
    for service in programs.host_services(profile).values():
        for one in service.candidates:
            if one.kind is ServiceKind.KUBECTL:
                pods.listed(one)
