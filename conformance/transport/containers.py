"""Running a command line where a service runs: inside its container, if it has one."""

from typing import Protocol

from conformance.config.profile_model import Service
from conformance.transport.command import Command, joined, quoted


class Inside(Protocol):
    """How a command line comes from a host's shell into a service's container."""

    def line(self, line: Command) -> Command:
        """The line for the host's shell that has the container's shell run the line."""

    def absence(self, rc: int, stderr: str) -> str | None:
        """What the container engine said if there is no such container to run in; None if the line ran in it."""


_ENGINE_SIGNS = (
    "no such container",
    "no container with name or id",
    "is not running",
    "container state improper",
    "is restarting",
    "is paused",
)

_NO_DAEMON = (
    "cannot connect to the docker daemon",
    # since Docker 29
    "failed to connect to the docker api",
    "permission denied while trying to connect",
)

_KUBECTL_SIGNS = (
    "Unable to connect to the server",
    "The connection to the server",
    "error: You must be logged in",
    "error: pod",
    "error: Internal error occurred",
    "Error from server",
)


class Engine:
    """Inside a container of Docker or Podman on the host.

    As root whatever the container's own user is: configuration and devices are to be read, as an operator would read them.
    """

    def __init__(self, service: Service) -> None:
        self._program = service.kind.value
        self._container = service.name

    def line(self, line: Command) -> Command:
        """`docker exec` with the line."""
        return quoted("%s exec --user 0 %s sh -c %s", self._program, self._container, line)

    def absence(self, rc: int, stderr: str) -> str | None:
        """Docker and Podman say "no such container" or that it is not running, with a status above 124 or of 1."""
        said = stderr.strip().splitlines()[-1:] or [""]
        if rc in {1, 125, 126, 127, 254} and any(sign in said[0].lower() for sign in _ENGINE_SIGNS):
            return said[0].removeprefix("Error response from daemon: ").removeprefix("Error: ")
        if rc == 127 and self._program in said[0] and any(sign in said[0] for sign in ("not found", "failed to run command")):
            return f"there is no {self._program} on the host"
        if any(sign in stderr.lower() for sign in _NO_DAEMON):
            return said[0]
        return None


class Pod:
    """Inside the pod of a service on a node, by kubectl."""

    _NO_POD = "there is no running pod"

    def __init__(self, service: Service, node: str) -> None:
        self._service = service
        self._node = node

    def line(self, line: Command) -> Command:
        """Find the pod on the node, then `kubectl exec` with the line."""
        service = self._service
        kubectl = quoted("kubectl --namespace %s", service.namespace)
        on_node = f"spec.nodeName={self._node},status.phase=Running"
        container = quoted(" --container %s", service.container) if service.container else quoted("")
        pieces = [
            quoted("pods=$("),
            kubectl,
            quoted(" get pods --selector %s --field-selector %s --output name) || exit $?; ", service.name, on_node),
            quoted('pod=$(echo "$pods" | head -n 1); [ -n "$pod" ] || { echo %s >&2; exit 127; }; ', self._NO_POD),
            kubectl,
            quoted(' exec "$pod"'),
            container,
            quoted(" -- sh -c %s", line),
        ]
        return joined("", pieces)

    def absence(self, rc: int, stderr: str) -> str | None:
        """Kubectl found no pod, or could not ask for one."""
        if rc == 127 and self._NO_POD in stderr:
            return f"{self._NO_POD} with {self._service.name} in namespace {self._service.namespace} on node {self._node}"
        said = stderr.strip().splitlines()[-1:] or [""]
        if said[0].startswith(_KUBECTL_SIGNS):
            return said[0]
        return None
