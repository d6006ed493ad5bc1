"""The services of a compute host run, and are healthy."""

from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.evidence import Side
from conformance.model.invariant import ARRIVES, About
from conformance.run.facts.programs import host_services
from conformance.run.host import Host

ABOUT = About(
    cause="compute-service-down",
    why="A container that restarts every minute is up whenever one looks, and never long enough to start an instance.",
    remedy="docker ps -a, kubectl get pods, systemctl status or supervisorctl status on the host; then the service's own log.",
    source="Nova skill: troubleshooting 5; Failed to Deploy Virtual Machine: steps 4 (CrashLoopBackOff, OOMKilled) and 6",
    stops=ARRIVES,
    side=Side.BOTH,
)


def check(host: Host) -> None:
    """Every service that the profile has on compute hosts runs, passes its health check, and did not restart by itself just now."""
    known = {state.service: state for state in host.facts.services}
    for name, service in host_services(host.profile).items():
        state = known.get(name)
        if state is None:
            host.insist(f"service {name}")
            continue
        if state.state == "absent" and service.optional:
            continue
        if not state.running or state.trouble:
            seen = ": ".join(word for word in (state.state, state.trouble) if word)
            raise CloudFault(f"{name} ({service.kind} {service.name}) runs", seen, host.name)
    if not known:
        raise SuiteFault(f"{host.name}: of no service it could be read whether it runs. Add the services of compute hosts to the profile")
