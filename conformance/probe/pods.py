"""Pods, as kubectl on this machine tells of them: once for all nodes."""

import re
from threading import Lock
from typing import Any

from conformance.config.profile_model import Service
from conformance.input.understanding import NOT_UNDERSTOOD, oddity, parsed_json
from conformance.model.errors import SuiteFault
from conformance.probe.service_state import Health, Seen, restarted
from conformance.transport.bounded import MOST_OF_PODS, Hung, run_bounded

_GRACE = 5.0
"""Seconds that kubectl itself may take besides."""

_ENDED = frozenset({"Succeeded", "Failed"})

_CLUSTER_SIGNS = re.compile(
    r"connect|refused|timed? ?out|logged in|credentials|no such host|certificate|there is no program", re.IGNORECASE
)
"""What kubectl says where no question would be answered, whatever it is."""


class Pods:
    """The pods of a cluster by label, each selector asked for once.

    :param timeout: whole seconds until an API server that does not answer is given up
    """

    def __init__(self, timeout: int = 15) -> None:
        self._timeout = timeout
        self._lock = Lock()
        self._told: dict[tuple[str, str], list[Any] | str] = {}
        self._trouble: str | None = None

    def on(self, service: Service, node: str | None) -> Seen:
        """How the service is on a node; None: anywhere in the cluster."""
        pods = self._pods(service)
        if isinstance(pods, str):
            return Seen(health=Health.UNASKED, words=pods)
        try:
            return _of(pods, service, node)
        except NOT_UNDERSTOOD as error:
            return Seen(health=Health.UNASKED, words=f"what kubectl says is not understood ({oddity(error)})")

    def _pods(self, service: Service) -> list[Any] | str:
        """The pods; or why they cannot be asked for."""
        key = (service.namespace, service.name)
        with self._lock:
            if self._trouble:
                return self._trouble
            if key not in self._told:
                told = self._told[key] = self._ask(*key)
                if isinstance(told, str) and _CLUSTER_SIGNS.search(told):
                    self._trouble = told
            return self._told[key]

    def _ask(self, namespace: str, selector: str) -> list[Any] | str:
        request = [
            f"--request-timeout={self._timeout}s",
            "--namespace",
            namespace,
            "get",
            "pods",
            "--selector",
            selector,
            "--output",
            "json",
        ]
        try:
            rc, stdout, stderr = run_bounded(["kubectl", *request], self._timeout + _GRACE, MOST_OF_PODS)
        except Hung:
            return f"kubectl timed out after {self._timeout + _GRACE:g} s"
        except SuiteFault as fault:
            return str(fault)
        if rc != 0:
            lines = [line for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
            return lines[-1] if lines else f"kubectl ended with {rc}"
        try:
            items = parsed_json(stdout.decode("utf-8", "replace"))["items"]
            return [pod for pod in items if pod["status"].get("phase") not in _ENDED and isinstance(pod["spec"], dict)]
        except NOT_UNDERSTOOD as error:
            return f"what kubectl says is not understood ({oddity(error)})"


def _of(pods: list[Any], service: Service, node: str | None) -> Seen:
    """How the service is, by its pods."""
    there = [pod for pod in pods if node is None or pod["spec"].get("nodeName") == node]
    if not there:
        return Seen(health=Health.ABSENT, words=_nowhere(pods, node))
    seen = sorted((_seen(pod, service) for pod in there), key=lambda one: list(Health).index(one.health))
    if node is not None or len(seen) == 1:
        return seen[0]
    ready = sum(one.health is Health.RUNNING for one in seen)
    words = f"{ready} of {len(seen)} pods are ready" + ("" if ready == len(seen) else f", {seen[-1].words}")
    return Seen(health=Health.RUNNING if ready == len(seen) else Health.UNHEALTHY, words=words)


def _nowhere(pods: list[Any], node: str | None) -> str:
    """Why there is no pod on the node, as far as can be told from where the others are."""
    nodes = sorted({pod["spec"]["nodeName"] for pod in pods if "nodeName" in pod["spec"]})
    if not nodes:
        return "there is no such pod"
    alike = [other for other in nodes if node and other.partition(".")[0].lower() == node.partition(".")[0].lower()]
    if alike:
        return f"Kubernetes calls this node {alike[0]}, and Nova calls it {node}: both must be the same"
    shown = ", ".join(nodes[:4]) + (", ..." if len(nodes) > 4 else "")
    return f"there is no such pod on this node, but on {shown}"


def _seen(pod: Any, service: Service) -> Seen:
    """Of one container of the pod, if the profile names it; else of all."""
    statuses = pod["status"].get("containerStatuses", [])
    if service.container:
        statuses = [status for status in statuses if status["name"] == service.container]
        if not statuses and pod["status"].get("containerStatuses"):
            return Seen(health=Health.ABSENT, words=f"pod {pod['metadata']['name']} has no container {service.container}")
    restarts = sum(status["restartCount"] for status in statuses)
    waiting = [status["state"]["waiting"].get("reason", "waiting") for status in statuses if "waiting" in status["state"]]
    killed = any(status.get("lastState", {}).get("terminated", {}).get("reason") == "OOMKilled" for status in statuses)
    phase = pod["status"].get("phase", "Unknown")
    words = waiting[0] if waiting else phase.lower()
    words += "" if all(status["ready"] for status in statuses) else " (not ready)"
    words += restarted(restarts)
    words += ", OOMKilled" if killed else ""
    ready = phase == "Running" and bool(statuses) and all(status["ready"] for status in statuses)
    return Seen(health=Health.RUNNING if ready else Health.UNHEALTHY, words=f"pod {pod['metadata']['name']} {words}", restarts=restarts)
