"""How the pods of services are, as Kubernetes tells it."""

from collections.abc import Iterator

from conformance.config.profile_model import Profile, Service, ServiceKind
from conformance.diagnosis.evidence.sides import hosts_of, side_of
from conformance.model.evidence import Evidence, Source
from conformance.model.operation import Operation
from conformance.probe.pods import Pods
from conformance.probe.service_state import described


def pods(profile: Profile, operation: Operation, known: Pods) -> Iterator[Evidence]:
    """One piece of evidence for each host of the operation, and one for the control plane: a line for each service that runs in pods."""
    services = {
        logical: [one for one in service.candidates if one.kind is ServiceKind.KUBECTL] for logical, service in profile.services.items()
    }
    on_hosts = [one for logical, candidates in services.items() if logical.on_compute_hosts for one in candidates]
    elsewhere = [one for logical, candidates in services.items() if not logical.on_compute_hosts for one in candidates]
    for host in hosts_of(operation) if on_hosts else ():
        text = "\n".join(_told(known, service, host) for service in on_hosts)
        yield Evidence(source=Source.PODS, text=text, host=host, side=side_of(host, operation))
    if elsewhere:
        yield Evidence(source=Source.PODS, text="\n".join(_told(known, service, None) for service in elsewhere))


def _told(known: Pods, service: Service, node: str | None) -> str:
    return f"{described(service)}: {known.on(service, node).words}"
