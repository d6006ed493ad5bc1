"""Pods, as kubectl on this machine tells of them: once for all nodes."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from conformance.config.profile_model import Service
from conformance.input.bounded import MOST_OF_PODS, Hung, run_bounded
from conformance.input.complaints import some
from conformance.input.names import alike, short_name
from conformance.input.understanding import NOT_UNDERSTOOD, oddity, parsed_json
from conformance.model.base import readable
from conformance.model.errors import SuiteFault
from conformance.probe.managers import SOON, seconds_since
from conformance.probe.service_state import Health, Seen, absent, not_running, restarted, running, unasked

_GRACE = 5.0
"""Seconds that kubectl itself may take besides."""

ENDED = frozenset({"Succeeded", "Failed"})
"""Phases of pods that run no more: a job that is done, a pod that was evicted and replaced."""

_CLUSTER_SIGNS = re.compile(
    r"connect|refused|timed? ?out|logged in|credentials|no such host|certificate|there is no program", re.IGNORECASE
)
"""What kubectl says where no question would be answered, whatever it is."""


class Pods:
    """What kubectl tells, each question asked once. A cluster that does not answer costs its time once.

    :param timeout: whole seconds until an API server that does not answer is given up
    """

    def __init__(self, timeout: int = 15) -> None:
        self._timeout = timeout
        self._lock = Lock()
        self._told: dict[tuple[str, ...], list[Any] | str] = {}
        self._trouble: str | None = None

    def on(self, service: Service, node: str | None) -> Seen:
        """How the service is on a node; None: anywhere in the cluster."""
        pods = self.listed(service)
        if isinstance(pods, str):
            return unasked(pods)
        try:
            return readable(_of([pod for pod in pods if pod["status"].get("phase") not in ENDED], service, node, datetime.now(UTC)))
        except NOT_UNDERSTOOD as error:
            return unasked(_not_understood(error))

    def listed(self, service: Service) -> list[Any] | str:
        """Its pods on all nodes, those that have ended among them; or why they cannot be asked for."""
        return self._list(service.namespace, "pods", "--selector", service.name)

    def warnings(self, namespace: str) -> list[Any] | str:
        """The events of type Warning about pods of a namespace, for as long as Kubernetes keeps them (an hour by default); or why not."""
        return self._list(namespace, "events", "--field-selector", "type=Warning,involvedObject.kind=Pod")

    def node_of(self, service: Service) -> str | None:
        """A node on which a pod of it runs, if one is known."""
        pods = self.listed(service)
        try:
            running_ones = (pod for pod in pods if pod["status"].get("phase") == "Running") if not isinstance(pods, str) else ()
            return next((pod["spec"].get("nodeName") for pod in running_ones), None)
        except NOT_UNDERSTOOD:
            # whoever asks how the service is hears so
            return None

    def node_called(self, service: Service, host: str) -> str:
        """What Kubernetes calls a host on which a pod of the service is: by default Nova has its full name, and kubelet its short one."""
        pods = self.listed(service)
        try:
            return (_node(pods, host) or host) if not isinstance(pods, str) else host
        except NOT_UNDERSTOOD:
            return host

    def _list(self, namespace: str, *what: str) -> list[Any] | str:
        with self._lock:
            if self._trouble:
                return self._trouble
            key = (namespace, *what)
            if key not in self._told:
                told = self._told[key] = self._ask(namespace, *what)
                if isinstance(told, str) and _CLUSTER_SIGNS.search(told):
                    self._trouble = told
            return self._told[key]

    def _ask(self, namespace: str, *what: str) -> list[Any] | str:
        request = [f"--request-timeout={self._timeout}s", "--namespace", namespace, "get", *what, "--output", "json"]
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
            if not all(isinstance(item, dict) for item in items):
                raise TypeError("an item that is no object")
        except NOT_UNDERSTOOD as error:
            return _not_understood(error)
        return list(items)


def _not_understood(error: BaseException) -> str:
    return f"what kubectl says is not understood ({oddity(error)})"


def _of(pods: Sequence[Any], service: Service, node: str | None, now: datetime) -> Seen:
    """How the service is, by its pods that have not ended: it runs where all of them do."""
    called = _node(pods, node) if node else None
    there = [pod for pod in pods if node is None or pod["spec"].get("nodeName") == (called or node)]
    if not there:
        return absent(_nowhere(pods, node))
    seen = sorted((_seen(pod, service, now) for pod in there), key=lambda one: list(Health).index(one.health))
    present = [one for one in seen if one.health is not Health.ABSENT]
    if len(present) < 2:
        return seen[0]
    ready, worst = sum(one.running for one in present), present[-1]
    words = f"{ready} of {len(present)} pods are ready" + ("" if worst.health is Health.RUNNING else f", {worst.words}")
    state = ", ".join(sorted({one.state for one in present}))
    trouble = ", ".join(dict.fromkeys(one.trouble for one in present if one.trouble)) or None
    restarts = sum(one.restarts or 0 for one in present)
    if ready == len(present):
        return running(state, words, trouble=trouble, restarts=restarts, said=words)
    return not_running(state, words, on_its_way=True, trouble=trouble, restarts=restarts, said=words)


def _node(pods: Sequence[Any], host: str) -> str | None:
    """The node that a host is, of those on which there are pods: of its name, or the only one whose name is the short or full one of it."""
    nodes = {pod["spec"]["nodeName"] for pod in pods if "nodeName" in pod["spec"]}
    if host in nodes:
        return host
    fitting = [node for node in nodes if alike(node, host)]
    return fitting[0] if len(fitting) == 1 else None


def _nowhere(pods: Sequence[Any], node: str | None) -> str:
    """Why there is no pod on the node, as far as can be told from where the others are."""
    nodes = sorted({pod["spec"]["nodeName"] for pod in pods if "nodeName" in pod["spec"]})
    if not nodes:
        return "there is no such pod"
    alike_ones = [other for other in nodes if node and short_name(other) == short_name(node)]
    if alike_ones:
        return f"Kubernetes has {some(alike_ones)}, and Nova calls this node {node}: one of them must have a name that fits it alone"
    shown = ", ".join(nodes[:4]) + (", ..." if len(nodes) > 4 else "")
    return f"there is no such pod on this node, but on {shown}"


def _seen(pod: Any, service: Service, now: datetime) -> Seen:
    """Of one container of the pod, if the profile names it; else of all."""
    name = pod["metadata"]["name"]
    statuses = pod["status"].get("containerStatuses", [])
    if service.container:
        statuses = [status for status in statuses if status["name"] == service.container]
        if not statuses and pod["status"].get("containerStatuses"):
            return absent(f"pod {name} has no container {service.container}")
    first = pod["status"].get("initContainerStatuses", [])
    restarts = sum(status["restartCount"] for status in statuses)
    waiting = [status["state"]["waiting"].get("reason", "waiting") for status in (*first, *statuses) if "waiting" in status["state"]]
    ended = [text for status in statuses if (text := _ended(status, now))]
    killed = any(status.get("lastState", {}).get("terminated", {}).get("reason") == "OOMKilled" for status in statuses)
    phase = str(pod["status"].get("phase", "Unknown"))
    words = waiting[0] if waiting else phase.lower()
    words += "" if all(status["ready"] for status in statuses) else " (not ready)"
    words += restarted(restarts)
    words += ", OOMKilled" if killed else ""
    words = f"pod {name} {words}"
    trouble = ", ".join(dict.fromkeys([*waiting, *ended])) or None
    if phase == "Running" and statuses and all(status["ready"] for status in statuses):
        words += f", {', '.join(ended)}" if ended else ""
        return running(phase, words, trouble=trouble, restarts=restarts, said=words)
    return not_running(phase, words, on_its_way=True, trouble=trouble, restarts=restarts, said=words)


def _ended(status: Any, now: datetime) -> str | None:
    """Why the container ended a short time ago."""
    ended = status.get("lastState", {}).get("terminated")
    if not ended or "finishedAt" not in ended or (ago := seconds_since(ended["finishedAt"], now)) >= SOON:
        return None
    return f"{status['name']} restarted {ago:.0f} s ago ({ended.get('reason', 'ended')})"
