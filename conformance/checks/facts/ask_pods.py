"""What Kubernetes says of the pods of services: asked on this machine, once a service for all nodes."""

import json
from threading import Lock

from conformance.checks.facts.chunks import Chunk
from conformance.checks.facts.service_states import KUBECTL_PATIENCE, question
from conformance.config.profile_model import Service
from conformance.input.understanding import NOT_UNDERSTOOD, oddity, parsed_json
from conformance.model.errors import SuiteFault
from conformance.transport.bounded import MOST_OF_PODS, Hung, run_bounded

_GRACE = 3.0


class Pods:
    """Answers that all hosts share. A cluster that does not answer costs its timeout once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: dict[tuple[str, ...], Chunk] = {}
        self._hung: Chunk | None = None

    def of(self, service: Service, node: str | None) -> Chunk:
        """The list of its pods on a node; None: on any."""
        answer = self._answer(question(service, None))
        if node is None or not answer.ok:
            return answer
        try:
            told = parsed_json(answer.text)
            there = [pod for pod in told["items"] if pod["spec"].get("nodeName") == node]
        except NOT_UNDERSTOOD as error:
            return Chunk(name="pods", text="", rc=None, error=f"what kubectl says is not understood ({oddity(error)})")
        return answer.model_copy(update={"text": json.dumps({"items": there})})

    def warnings(self, namespace: str) -> Chunk:
        """The list of the events of type Warning about pods of a namespace, for as long as Kubernetes keeps them: an hour by default."""
        events = ["get", "events", "--field-selector", "type=Warning,involvedObject.kind=Pod", "--output", "json"]
        return self._answer(["kubectl", f"--request-timeout={KUBECTL_PATIENCE}s", "--namespace", namespace, *events])

    def _answer(self, command: list[str]) -> Chunk:
        with self._lock:
            if self._hung:
                return self._hung
            key = tuple(command)
            if key not in self._answers:
                self._answers[key] = self._ask(command)
            return self._answers[key]

    def _ask(self, command: list[str]) -> Chunk:
        try:
            rc, stdout, stderr = run_bounded(command, KUBECTL_PATIENCE + _GRACE, MOST_OF_PODS)
        except Hung:
            self._hung = Chunk(name="pods", text="", rc=124)
            return self._hung
        except SuiteFault as fault:
            return Chunk(name="pods", text="", rc=127, error=str(fault))
        said = " ".join(stderr.decode("utf-8", "replace").split())
        return Chunk(name="pods", text=stdout.decode("utf-8", "replace"), rc=rc, error=said)
