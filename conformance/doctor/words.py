"""What to do about a service."""

from conformance.config.profile_model import Service, ServiceKind

_STARTS = {
    ServiceKind.DOCKER: "docker start {name}",
    ServiceKind.PODMAN: "podman start {name}",
    ServiceKind.SYSTEMD: "systemctl start {name}",
    ServiceKind.SUPERVISOR: "supervisorctl start {name}",
}

_LOOKS = {
    ServiceKind.DOCKER: "docker logs --tail 50 {name}",
    ServiceKind.PODMAN: "podman logs --tail 50 {name}",
    ServiceKind.SYSTEMD: "journalctl --unit {name} --lines 50",
    ServiceKind.SUPERVISOR: "supervisorctl tail {name}",
    ServiceKind.KUBECTL: "kubectl --namespace {namespace} describe pods --selector {name}",
}


def start(service: Service) -> str:
    """How to start it: `Start it: docker start nova_compute`; where a unit starts its container, by that."""
    if service.unit:
        return f"Start it: systemctl start {service.unit}"
    line = _STARTS.get(service.kind)
    return f"Start it: {line.format(name=service.name)}" if line else look(service)


def look(service: Service) -> str:
    """Where to see why it does not do well."""
    line = _LOOKS.get(service.kind)
    if line is None:
        return f"Look at its log {service.log}" if service.log else "Look at its log"
    return f"Look at: {line.format(name=service.name, namespace=service.namespace)}"
