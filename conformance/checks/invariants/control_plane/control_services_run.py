"""The services of the control plane run, and are healthy."""

from conformance.checks.comparison import some
from conformance.checks.host import Cloud
from conformance.checks.service_health import why_not_healthy
from conformance.model.errors import CloudFault
from conformance.model.guides import DEPLOY_GUIDE, NOVA_GUIDE
from conformance.model.invariant import About, NotApplicable

ABOUT = About(
    cause="compute-service-down",
    why="One scheduler or conductor that restarts every minute loses the requests it had in hand, while others let the list look sound.",
    remedy="kubectl get pods and describe pod, docker ps -a or systemctl status where it runs; then the service's own log.",
    practice="See that no control service is in CrashLoopBackOff, OOMKilled, Pending, Error or Init.",
    source=(DEPLOY_GUIDE.at("step 4 of the procedure"), NOVA_GUIDE.at("Deploy")),
)


def check_cloud(cloud: Cloud) -> None:
    """Every service of the control plane runs and is healthy on each host, or in each pod, that the profile names for it."""
    services = cloud.profile.services
    control = cloud.facts.control
    for one in control.services:
        state, name = one.state, one.state.service
        optional = any(known == name and service.optional for known, service in services.items())
        if state.is_absent and optional:
            continue
        trouble = why_not_healthy(state)
        if not state.running or trouble:
            raise CloudFault(f"{name} runs, and is healthy", ": ".join(word for word in (state.state, trouble) if word), one.where)
    for gap in control.gaps:
        if gap.what.startswith("service "):
            cloud.require_of_control(gap.what)
    if not control.services:
        unplaced = some(control.unplaced) or "none are in the profile"
        raise NotApplicable(f"it is not known on which hosts services of the control plane run (services.NAME.hosts): {unplaced}")
