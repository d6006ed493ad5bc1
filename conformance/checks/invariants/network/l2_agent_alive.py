"""The L2 agent is alive."""

from contextlib import suppress

from conformance.checks.host import Host
from conformance.checks.network_agents import has_none, l2_agents
from conformance.checks.service_health import expect_running
from conformance.config.profile_model import LogicalService
from conformance.model.errors import CloudFault
from conformance.model.guides import SPAWN_GUIDE
from conformance.model.invariant import About, Misdescribed, NotApplicable
from conformance.model.operation import ARRIVES

ABOUT = About(
    cause="vif-plug-timeout",
    why="A dead agent plugs no port: the guest waits for its network until vif_plugging_timeout, and then fails.",
    remedy="Restart the agent (service l2_agent), and look in its log whether it lost RabbitMQ or Open vSwitch.",
    practice="See that the host's L2 agent is alive.",
    source=(SPAWN_GUIDE.at("root cause 4"), SPAWN_GUIDE.at("example root cause analysis"), SPAWN_GUIDE.at("prevention best practices")),
    rank=101,
    stops=ARRIVES,
)


def check(host: Host) -> None:
    """Neutron has an L2 agent of this host, which is alive and enabled; and it runs now, which Neutron learns only after a while."""
    agents = l2_agents(host)
    without = has_none(host, LogicalService.L2_AGENT)
    if without and not agents:
        raise NotApplicable("this deployment has no L2 agent: the profile says services.l2_agent.kind: none")
    expected = f"Neutron has an L2 agent of {host.name} that is alive"
    if not agents:
        raise CloudFault(expected, "it knows of none", host.name)
    for agent in agents:
        if not agent.alive:
            raise CloudFault(expected, f"{agent.kind} does not report (Alive: XXX)", host.name)
        if not agent.enabled:
            raise CloudFault(expected, f"{agent.kind} is disabled (State: DOWN)", host.name)
    service = host.profile.services.get(LogicalService.L2_AGENT)
    if service is None or without:
        return
    # found under another name than the profile's, it is Neutron's word that counts
    with suppress(Misdescribed):
        expect_running(host, LogicalService.L2_AGENT, service)
