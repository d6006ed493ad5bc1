"""A compute host as invariants and predictions see it: its facts, what the site expects, and the other hosts and the cloud around it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from conformance.config.profile_model import Profile
from conformance.config.thresholds import Thresholds
from conformance.model.cloud_facts import CloudFacts, Provider
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.facts import AccessControl, Connectivity, Cpu, DomainType, HostFacts, Libvirt, Memory, Switch, UnreadFact
from conformance.model.invariant import NotApplicable
from conformance.probe.nova_conf import NovaConf

T = TypeVar("T")

_CLAIMS = {
    "libvirt": "libvirt answers virsh",
    "switch": "Open vSwitch answers ovs-vsctl",
    "options": "nova-compute's configuration can be read",
    "instances_path": "the instances path is there",
}
"""What it is that does not hold, when it is the host that gives no answer."""


class Host:
    """One host. What was not read of it raises SuiteFault when it is asked for, or CloudFault where it is the host that gave no answer."""

    def __init__(self, facts: HostFacts, profile: Profile, around: "AllHosts") -> None:
        self.facts = facts
        self.profile = profile
        self.around = around

    @property
    def name(self) -> str:
        """The host's name."""
        return self.facts.host

    @property
    def thresholds(self) -> Thresholds:
        """What the site measures by."""
        return self.profile.expect.thresholds

    @cached_property
    def conf(self) -> NovaConf:
        """What nova-compute is configured to do."""
        options = self.read("options", self.facts.options)
        return NovaConf(self.name, {_option(key): value for key, value in options.items()})

    @property
    def libvirt(self) -> Libvirt:
        """What libvirt says."""
        return self.read("libvirt", self.facts.libvirt)

    @property
    def cpu(self) -> Cpu:
        """The processors."""
        return self.read("cpu", self.facts.cpu)

    @property
    def memory(self) -> Memory:
        """The memory."""
        return self.read("memory", self.facts.memory)

    @property
    def switch(self) -> Switch:
        """Open vSwitch."""
        return self.read("switch", self.facts.switch)

    @property
    def access_control(self) -> AccessControl:
        """SELinux or AppArmor."""
        return self.read("access_control", self.facts.access_control)

    @property
    def virt_type(self) -> str:
        """The type of its domains, where it is one of QEMU's. :raises NotApplicable: it is not"""
        virt_type = self.conf.virt_type
        if virt_type not in {"kvm", "qemu"}:
            raise NotApplicable(f"virt_type is {virt_type}, not one of QEMU's")
        return virt_type

    @property
    def domain_type(self) -> DomainType:
        """What libvirt offers to domains of virt_type. :raises CloudFault: nothing"""
        virt_type = self.virt_type
        offer = self.libvirt.domain_type(virt_type)
        if offer is None:
            offered = ", ".join(offer.virt_type for offer in self.libvirt.domain_types) or "nothing"
            raise CloudFault(f"libvirt runs domains of virt_type {virt_type}", f"it offers {offered}", self.name)
        return offer

    @property
    def provider(self) -> Provider:
        """Its resource provider in Placement. :raises CloudFault: it has none"""
        return self.around.provider_of(self.name)

    @property
    def instances_path(self) -> str:
        """Where instances are."""
        return self.read("instances_path", self.facts.instances_path or None)

    def read(self, what: str, fact: T | None) -> T:
        """The fact, if it was read."""
        if fact is None:
            self.require(what)
            self.require("machine")
            raise SuiteFault(f"{self.name}: {what} was not read")
        return fact

    def require(self, what: str) -> None:
        """See that there is no gap of that name.

        :raises SuiteFault: it could not be read for a reason of ours
        :raises CloudFault: the host gave no answer, or none that can be right
        """
        gap = self.facts.gap(what)
        if gap is not None:
            _tell(gap, self.name)

    def way_to(self, other: "Host", kind: str) -> Connectivity:
        """What it met on its way to another host. :raises SuiteFault: it was not tried"""
        return self.around.way(self.name, other.name, kind)


def _tell(gap: UnreadFact, host: str) -> None:
    if gap.ours:
        why = gap.why if gap.why.startswith(f"{host}:") else f"{host}: {gap.what} could not be read: {gap.why}"
        raise SuiteFault(f"{why}{_remedy(gap.why)}")
    raise CloudFault(_CLAIMS.get(gap.what, f"{gap.what} can be read"), gap.why, host)


def _remedy(why: str) -> str:
    if "ermission denied" in why or "not permitted" in why:
        return ". Set hosts.sudo: true in the profile, or log in as a user who may read it"
    if "there is no " in why or "not found" in why or "No such file or directory" in why:
        return ". Correct the services' places in the profile, or install what is missing there"
    return ""


def _option(key: str) -> tuple[str, str]:
    section, _, name = key.partition("/")
    return section, name


@dataclass(frozen=True)
class Cloud:
    """The whole, as the cloud's own invariants see it."""

    facts: CloudFacts
    profile: Profile
    around: "AllHosts"

    @property
    def thresholds(self) -> Thresholds:
        """What the site measures by."""
        return self.profile.expect.thresholds

    def require(self, what: str) -> None:
        """See that it could be read. :raises SuiteFault: it could not"""
        gap = self.facts.gap(what)
        if gap is not None:
            raise SuiteFault(f"{what} could not be read: {gap.why}")

    def require_of_control(self, what: str) -> None:
        """The same, of what the control plane's own hosts tell. :raises CloudFault: what they tell cannot be right"""
        gap = self.facts.control.gap(what)
        if gap is None:
            return
        if not gap.ours:
            raise CloudFault(f"{what} can be read", gap.why)
        raise SuiteFault(f"{what} could not be read: {gap.why}")


class AllHosts:
    """Every compute host that takes part, and the cloud that they are of.

    :param hypervisors: by host, the name of its hypervisor, which is also that of its resource provider
    """

    def __init__(
        self,
        profile: Profile,
        facts: Iterable[HostFacts],
        ways: Iterable[Connectivity] = (),
        cloud: CloudFacts | None = None,
        hypervisors: Mapping[str, str] | None = None,
    ) -> None:
        self.profile = profile
        self._hosts = {one.host: Host(one, profile, self) for one in facts}
        self._ways = {(way.source, way.destination, way.kind): way for way in ways}
        self._cloud = cloud
        self.hypervisors = hypervisors or {}

    def of(self, name: str) -> Host:
        """One host. :raises SuiteFault: it is excluded"""
        if name not in self._hosts:
            raise SuiteFault(f"{name}: nothing was read of it")
        return self._hosts[name]

    @property
    def names(self) -> frozenset[str]:
        """The hosts' names."""
        return frozenset(self._hosts)

    def others(self, name: str) -> tuple[Host, ...]:
        """All hosts but one, sorted by name."""
        return tuple(host for other, host in sorted(self._hosts.items()) if other != name)

    @property
    def all(self) -> tuple[Host, ...]:
        """All hosts, sorted by name."""
        return tuple(host for _, host in sorted(self._hosts.items()))

    @property
    def cloud(self) -> Cloud:
        """The cloud. :raises SuiteFault: its APIs were not asked"""
        if self._cloud is None:
            raise SuiteFault("the cloud's APIs were not asked")
        return Cloud(self._cloud, self.profile, self)

    @property
    def cloud_facts(self) -> CloudFacts | None:
        """What the cloud's APIs say, if they were asked."""
        return self._cloud

    @property
    def all_ways(self) -> tuple[Connectivity, ...]:
        """All ways that were tried."""
        return tuple(self._ways.values())

    def is_reached(self, name: str, kind: str) -> bool:
        """Whether some other host came through to that one."""
        return any(way.destination == name and way.kind == kind and way.barred is None for way in self._ways.values())

    def way(self, source: str, destination: str, kind: str) -> Connectivity:
        """What a host met on its way to another. :raises SuiteFault: it was not tried"""
        found = self._ways.get((source, destination, kind))
        if found is None:
            raise SuiteFault(f"{source}: whether it reaches {destination} ({kind}) was not tried")
        return found

    def provider_of(self, host: str) -> Provider:
        """The host's resource provider. :raises CloudFault: there is none"""
        cloud = self.cloud
        cloud.require("providers")
        name = self.hypervisors.get(host, host)
        found = next((provider for provider in cloud.facts.providers if provider.name == name), None)
        if found is None:
            raise CloudFault(f"Placement has a resource provider {name}", "there is none of that name", host)
        return found
