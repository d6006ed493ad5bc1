"""The control plane: how its services fare, and what its scheduler and conductor are configured to do."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from conformance.checks.facts import programs
from conformance.checks.facts.service_states import fares
from conformance.config.profile_model import LogicalService, Profile, Service, ServiceKind
from conformance.input.understanding import NOT_UNDERSTOOD, oddity
from conformance.model.cloud_facts import ControlFacts, ControlService
from conformance.model.errors import SuiteFault
from conformance.model.facts import UnreadFact
from conformance.probe import oslo_config
from conformance.probe.chunks import MOST, Chunk, chunks, groups
from conformance.probe.finder import found
from conformance.probe.hosts import Hosts
from conformance.probe.oslo_config import NotReadable
from conformance.probe.pods import Pods
from conformance.probe.service_state import Found

CLUSTER = "the cluster"
_BUDGET = 30.0
_SECTIONS = {LogicalService.NOVA_SCHEDULER: "filter_scheduler", LogicalService.NOVA_CONDUCTOR: "workarounds"}
"""Of their files, what is asked for."""


def ask_control(hosts: Hosts, profile: Profile, pods: Pods) -> ControlFacts:
    """Every service of the control plane, where it is said or found to run. What is not told is a gap; nothing is raised.

    Where the profile names no hosts, those of the inventory's control group are asked, of which each may or may not run it.
    """
    services = programs.control_services(profile)
    placed = sorted({host for service in services.values() for host in _hosts_of(service, hosts)})
    with ThreadPoolExecutor(max_workers=len(placed) + 1) as pool:
        told = dict(zip(placed, pool.map(lambda host: _ask(hosts, profile, host), placed), strict=True))
    known: list[ControlService] = []
    unplaced: list[str] = []
    gaps: list[UnreadFact] = []
    for name, service in services.items():
        looks = list(_looks(name, service, _hosts_of(service, hosts), told, pods))
        seen = [look for look in looks if isinstance(look, ControlService)]
        if not service.hosts:
            # one that is nowhere in the group may run on hosts that nobody named
            seen = [look for look in seen if look.where == CLUSTER or not look.state.is_absent]
        blind = [look for look in looks if isinstance(look, UnreadFact)]
        if not seen and not blind:
            unplaced.append(str(name))
        known += seen
        gaps += blind
    scheduler = _options(LogicalService.NOVA_SCHEDULER, "scheduler", hosts, profile, pods, known)
    conductor = _options(LogicalService.NOVA_CONDUCTOR, "conductor", hosts, profile, pods, known)
    # of the conductor nothing is wanted but whether it does otherwise than usual
    gaps += [scheduler] if isinstance(scheduler, UnreadFact) else []
    return ControlFacts(
        services=tuple(known),
        unplaced=tuple(unplaced),
        scheduler=None if isinstance(scheduler, UnreadFact) else scheduler,
        conductor=None if isinstance(conductor, UnreadFact) else conductor,
        gaps=tuple(gaps),
    )


def _hosts_of(service: Service, hosts: Hosts) -> tuple[str, ...]:
    if all(one.kind in programs.ELSEWHERE for one in service.candidates):
        return ()
    return service.hosts or hosts.control


def _ask(hosts: Hosts, profile: Profile, host: str) -> Mapping[str, Chunk] | str:
    """What a host of the control plane says of the services that it runs; or why it says nothing."""
    try:
        return chunks(hosts.on(host).run(programs.control(profile, host, hosts.control), timeout=_BUDGET, limit=MOST).stdout)
    except SuiteFault as fault:
        return str(fault)
    except NOT_UNDERSTOOD as error:
        return f"{host}: what the host says is not understood ({oddity(error)})"


def _looks(
    name: LogicalService, service: Service, where: Sequence[str], told: Mapping[str, Mapping[str, Chunk] | str], pods: Pods
) -> Iterator[ControlService | UnreadFact]:
    look = found(name, [one for one in service.candidates if one.kind is ServiceKind.KUBECTL], {}, pods, None)
    if look:
        yield _fares(CLUSTER, look)
    for host in where:
        answers = told[host]
        if isinstance(answers, str):
            yield UnreadFact(what=f"service {name}", why=answers)
            continue
        look = found(name, [one for one in service.candidates if one.kind is not ServiceKind.KUBECTL], answers, pods, host)
        yield _fares(host, look) if look else UnreadFact(what=f"service {name}", why=f"{host}: it was not asked")


def _fares(where: str, look: Found) -> ControlService | UnreadFact:
    how = fares(look)
    return (
        UnreadFact(what=f"service {look.name}", why=f"{where}: {how}") if isinstance(how, str) else ControlService(where=where, state=how)
    )


def _options(
    name: LogicalService, what: str, hosts: Hosts, profile: Profile, pods: Pods, known: Sequence[ControlService]
) -> dict[str, str] | UnreadFact | None:
    """The options of a service's section; None where it is not known where they are.

    :param what: the field of ControlFacts that they are for
    :param known: how services fare, and on which hosts
    """
    service = programs.control_services(profile).get(name)
    if service is None:
        return None
    where = [one.where for one in known if one.state.service == name and one.where != CLUSTER]
    in_pods = (one for one in service.candidates if one.kind is ServiceKind.KUBECTL)
    node = next(iter([*where, *service.hosts]), None) or next((node for one in in_pods if (node := pods.node_of(one))), None)
    if node is None:
        return None
    try:
        place = hosts.on(node).service(name)
        paths = hosts.on(node).definition(name).config
        if not paths:
            return UnreadFact(what=what, why=f"the profile does not say where it is configured. Add services.{name}.config to it")
        said = chunks(place.run(programs.configuration(paths), timeout=_BUDGET, limit=MOST).stdout).get("configuration")
    except SuiteFault as fault:
        return UnreadFact(what=what, why=str(fault))
    except NOT_UNDERSTOOD as error:
        return UnreadFact(what=what, why=f"{node}: what the host says is not understood ({oddity(error)})")
    if said is None or not said.ok:
        return UnreadFact(what=what, why=f"{node}: {said.why_not if said else 'it was not asked'}")
    try:
        options = oslo_config.parse(groups(said.text), lambda option: option[0] == _SECTIONS[name], {})
    except NotReadable as error:
        return UnreadFact(what=what, why=str(error), ours=False)
    return {option: value for (_, option), value in options.items()}
