"""Kubernetes warns of nothing that keeps the pods of services from running."""

from conformance.checks.facts.ask_pod_events import in_pods
from conformance.checks.host import Cloud
from conformance.model.cloud_facts import PodWarning
from conformance.model.errors import CloudFault
from conformance.model.guides import DEPLOY_GUIDE
from conformance.model.invariant import About, NotApplicable
from conformance.model.reference import Reference

_EVENTS = "https://github.com/kubernetes/kubernetes/blob/release-1.31/pkg/kubelet/events/event.go"

ABOUT = About(
    cause="compute-service-down",
    why="That a pod is Pending or restarts says nothing of the reason: its events do, and Kubernetes forgets them after an hour.",
    remedy="kubectl describe pod POD: what the event names is missing (a volume, an image, room on the node); kubectl logs --previous POD.",
    practice="Read the events of the pods (kubectl describe pod).",
    source=(DEPLOY_GUIDE.at("step 4 of the procedure"), Reference(title="pkg/kubelet/events/event.go (Kubernetes 1.31)", url=_EVENTS)),
)

_TAKEN_AWAY = frozenset({"Evicted", "Preempting"})
"""The node wanted its memory or disk back: that the successor runs makes it no better."""

_CRASHES = frozenset({"BackOff"})
_CRASHED = 600.0
"""Seconds after which a container that has run since is taken to run on: a back-off lasts 300 at most."""

_HINDERS = frozenset(
    {
        "FailedScheduling",
        "FailedAttachVolume",
        "FailedMount",
        "FailedMapVolume",
        "FailedCreatePodSandBox",
        "FailedCreatePodContainer",
        "NetworkNotReady",
        "Failed",
        "InspectFailed",
        "ErrImageNeverPull",
    }
)
"""What stands in the way of a pod that starts. A probe that fails (Unhealthy) is not among them: it passes, or is seen in the pod's state.
So is a container that was killed for want of memory (services_run); the event OOMKilling is one of nodes, not of pods."""

_NAMED = 3


def check_cloud(cloud: Cloud) -> None:
    """In the last hour no pod of a service was evicted, none is being kept from starting, and none ends again and again.

    What a pod has got over does not count: a probe that failed, a mount that came late.
    """
    if not in_pods(cloud.profile):
        raise NotApplicable("no service of the profile is in Kubernetes")
    cloud.require("pod_warnings")
    minutes = cloud.thresholds.pod_warnings_minutes
    lately = [one for one in cloud.facts.pod_warnings if one.seconds_ago <= minutes * 60]
    grave = [one for one in lately if _is_grave(one)]
    if grave:
        more = f"; and {len(grave) - _NAMED} more" if len(grave) > _NAMED else ""
        raise CloudFault(
            f"nothing kept the pods of services from running in the last {minutes} minutes",
            "; ".join(_words(one) for one in grave[:_NAMED]) + more,
        )


def _is_grave(one: PodWarning) -> bool:
    if one.reason in _TAKEN_AWAY:
        return True
    if not one.there:
        # somebody replaced it, and its troubles with it
        return False
    if one.reason in _CRASHES:
        return not one.ready or one.seconds_ago < _CRASHED
    return one.reason in _HINDERS and not one.ready


def _words(one: PodWarning) -> str:
    times = "once" if one.count == 1 else f"{one.count} times"
    return f"{one.pod} ({one.service}): {one.reason} {times}, last {one.seconds_ago / 60:.0f} minutes ago: {one.message}"
