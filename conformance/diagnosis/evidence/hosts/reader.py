"""All hosts that may know something of an operation: its own, and those of the control plane that can be reached."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from conformance.config.profile_model import LogicalService, Profile, ServiceKind
from conformance.diagnosis.evidence.hosts.fact_lines import fact_lines
from conformance.diagnosis.evidence.hosts.plan import CONTROL, calls_on_compute_host, log_call, log_call_if_there
from conformance.diagnosis.evidence.hosts.pods import pods
from conformance.diagnosis.evidence.hosts.read import ALLOWANCE, Allowance, read_host
from conformance.diagnosis.evidence.hosts.traces import Traces
from conformance.diagnosis.evidence.sides import hosts_of
from conformance.model.evidence import Evidence, Gap, Source
from conformance.model.operation import Operation
from conformance.probe.hosts import HostAccess, Hosts
from conformance.probe.pods import Pods

OF_COMPUTE_HOSTS = (Source.NOVA_COMPUTE, Source.LIBVIRT, Source.QEMU, Source.NEUTRON_AGENT, Source.DMESG, Source.HOST)
"""What is read on every host of an operation."""


class HostReading(NamedTuple):
    """What reads a host, or pods (host is None); sources are what cannot be known if it fails."""

    sources: tuple[Source, ...]
    host: str | None
    read: Callable[[], Iterable[Evidence | Gap]]


@dataclass(frozen=True)
class HostReader:
    """Reads hosts as their profile says. allowance is what each may cost."""

    hosts: Hosts
    profile: Profile
    allowance: Allowance = ALLOWANCE

    def readings(self, operation: Operation, traces: Callable[[], Traces]) -> Iterator[HostReading]:
        """What reads each host, the operation's first, and the pods.

        :param traces: gives the names to look for, when a host is read
        """
        known = Pods()
        names = dict.fromkeys((*hosts_of(operation), *(host for logical in CONTROL for host in self._said_to_run(logical))))
        for name in names:
            # the access now, in this thread: one that is made after the run has ended is never closed
            read = partial(self._read, self.hosts.on(name), operation, traces, known)
            yield HostReading(self._sources(name, operation), name, read)
        if any(one.kind is ServiceKind.KUBECTL for service in self.profile.services.values() for one in service.candidates):
            yield HostReading((Source.PODS,), None, partial(pods, self.profile, operation, known))

    def unsaid(self, read: Collection[Source]) -> Iterator[Gap]:
        """Gaps for services of the control plane whose logs are none of those that were read, as no host is known to run them."""
        for logical, source in CONTROL.items():
            service = self.profile.services.get(logical)
            if source in read or (service is not None and (service.hosts or service.kind is ServiceKind.NONE)):
                continue
            if logical.need_not_be_said and (service is None or service.optional):
                continue
            if service is None:
                why = f"the profile does not say how {logical} runs. Add services.{logical} to it, with its hosts"
            else:
                where = (
                    f"these hosts, nor on the inventory's control hosts ({', '.join(self.hosts.control)})"
                    if self.hosts.control
                    else "these hosts"
                )
                why = f"{logical} does not run on {where}. Name those that do in services.{logical}.hosts of the profile"
            yield Gap(source=source, why=why)

    def _said_to_run(self, logical: LogicalService) -> tuple[str, ...]:
        """The hosts that the profile names for a service; else the inventory's control hosts, of which each may or may not run it."""
        service = self.profile.services.get(logical)
        if service is None or all(one.kind in {ServiceKind.NONE, ServiceKind.KUBECTL} for one in service.candidates):
            return service.hosts if service else ()
        return service.hosts or self.hosts.control

    def _read(self, access: HostAccess, operation: Operation, traces: Callable[[], Traces], pods: Pods) -> Iterator[Evidence | Gap]:
        host, names = access.name, traces()
        takes_part = host in hosts_of(operation)
        calls = list(calls_on_compute_host(self.profile, operation, names, host)) if takes_part else []
        for logical, source in CONTROL.items():
            named = self.profile.services[logical].hosts if logical in self.profile.services else ()
            if host in named:
                calls.append(log_call(self.profile, logical, source))
            elif not named and (takes_part or host in self._said_to_run(logical)):
                # a host may be both, as in a cloud of one machine
                call = log_call_if_there(self.profile, logical, source)
                calls += [call] if call else []
        yield from read_host(access, operation, names, calls, self.allowance, lambda said: fact_lines(self.profile, said, pods, host))

    def _sources(self, host: str, operation: Operation) -> tuple[Source, ...]:
        """What cannot be known where that host cannot be read."""
        own = OF_COMPUTE_HOSTS if host in hosts_of(operation) else ()
        return tuple(dict.fromkeys((*own, *(source for logical, source in CONTROL.items() if host in self._said_to_run(logical)))))
