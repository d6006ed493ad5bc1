"""Which hosts' libvirt has the domain of an instance."""

from conformance.instances.context import RunContext
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.instance import DomainState, Instance
from conformance.probe.libvirt import virsh

_STATES = {
    DomainState.RUNNING: ("--state-running",),
    DomainState.PAUSED: ("--state-paused",),
    DomainState.SHUT_OFF: ("--state-shutoff", "--without-managed-save"),
    DomainState.SAVED: ("--state-shutoff", "--with-managed-save"),
}
"""By how a domain is at rest, the options of `virsh list` that leave others out."""


class Domains:
    """Reads libvirt on compute hosts through its own client, wherever the profile says that it runs."""

    def __init__(self, run: RunContext) -> None:
        self._run = run

    def has(self, host: str, instance: Instance) -> bool:
        """Whether that host's libvirt knows a domain of the instance, running or not."""
        return instance.id in self._list(host, "--all")

    def runs(self, host: str, instance: Instance) -> bool:
        """Whether that host's libvirt runs a domain of the instance."""
        return instance.id in self._list(host, "--state-running")

    def is_in(self, host: str, instance: Instance, state: DomainState) -> bool:
        """Whether that host's libvirt has a domain of the instance in that state."""
        return instance.id in self._list(host, *_STATES[state])

    def _list(self, host: str, *which: str) -> list[str]:
        """
        :raises CloudFault: libvirt does not answer its client
        :raises SuiteFault: the client could not be run
        """
        result = self._run.hosts.on(host).service("nova_libvirt").run(virsh(self._run.hosts.clients, "list", "--uuid", *which))
        if result.rc == 0:
            return result.stdout.split()
        if "connect" in result.stderr:
            raise CloudFault("libvirt answers virsh", result.stderr.strip(), host)
        raise SuiteFault(
            f"{host}: virsh could not be run ({result.stderr.strip() or f'exit status {result.rc}'}). "
            "Correct services.nova_libvirt in the profile."
        )
