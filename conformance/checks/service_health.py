"""Whether a service of the profile runs on a host. One that has another name than in the profile is not taken for one that is gone."""

from conformance.checks.host import Host
from conformance.config.profile_model import LogicalService, Service
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.facts import ServiceState
from conformance.model.invariant import Misdescribed


def expect_running(host: Host, name: LogicalService, service: Service) -> ServiceState | None:
    """See that a service runs.

    :returns: how it fares; None where the site may do without it, and does
    :raises CloudFault: it does not run
    :raises Misdescribed: it is not found under the name that the profile gives, and yet it is seen to work
    :raises SuiteFault: it could not be asked for
    """
    state = next((state for state in host.facts.services if state.service == name), None)
    if state is None:
        host.require(f"service {name}")
        host.require("machine")
        raise SuiteFault(f"{host.name}: whether {name} runs was not read")
    if state.is_absent:
        if service.optional:
            return None
        if evidence := _at_work(host, name):
            told = f"{host.name}: {name} is not found as {service.kind} {service.name}, and yet {evidence}"
            raise Misdescribed(f"{told}. Correct services.{name} in the profile")
    if not state.running:
        raise CloudFault(f"{name} ({service.kind} {service.name}) runs", _words(state), host.name)
    return state


def expect_healthy(host: Host, name: LogicalService, service: Service) -> None:
    """See that a service runs, and that nothing is wrong with it. :raises: as expect_running"""
    state = expect_running(host, name, service)
    trouble = state and why_not_healthy(state)
    if state and trouble:
        raise CloudFault(f"{name} ({service.kind} {service.name}) is healthy", f"{state.state}: {trouble}", host.name)


def why_not_healthy(state: ServiceState) -> str | None:
    """What is wrong with a service that runs; None if nothing is."""
    if state.trouble:
        return state.trouble
    before = state.restarts_before
    if before is not None and state.restarts > before:
        return f"it restarted by itself {state.restarts - before} times since the last look at it, {state.restarts} times in all"
    return None


def _words(state: ServiceState) -> str:
    return ": ".join(word for word in (state.state, state.trouble) if word)


def _at_work(host: Host, name: LogicalService) -> str | None:
    """What shows that the service is at work, whatever its name."""
    cloud = host.around.cloud_facts
    match name:
        case LogicalService.NOVA_COMPUTE:
            up = cloud and any(one.binary == "nova-compute" and one.host == host.name and one.up for one in cloud.services)
            return "Nova says that nova-compute of this host is up" if up else None
        case LogicalService.NOVA_LIBVIRT:
            return "libvirt answers there" if host.facts.libvirt else None
        case LogicalService.L2_AGENT:
            alive = cloud and any(one.host == host.name and one.alive for one in cloud.agents)
            return "Neutron says that an agent of this host is alive" if alive else None
        case LogicalService.VSWITCH:
            return "Open vSwitch answers there" if host.facts.switch else None
        case LogicalService.NOVA_SSH:
            return "other hosts log in there as nova-compute does" if host.around.is_reached(host.name, "ssh") else None
        case _:
            return None
