"""What a host says of itself, read once for all invariants that ask."""

from collections.abc import Iterable
from functools import cached_property
from xml.etree import ElementTree

from conformance.model.errors import CloudFault
from conformance.site.hosts import HostAccess, Hosts
from conformance.site.nova_conf import NovaConf, read_nova_conf
from conformance.site.profile import Profile

_VIRSH = "virsh --connect qemu:///system"


class HostFacts:
    """One host as its invariants see it: the host itself, the site's profile, and facts that are read when first asked for."""

    def __init__(self, access: HostAccess, profile: Profile) -> None:
        self.access = access
        self.profile = profile

    @property
    def name(self) -> str:
        """The host's name."""
        return self.access.name

    @cached_property
    def nova_conf(self) -> NovaConf:
        """What nova-compute is configured to do."""
        return read_nova_conf(self.access, self.profile)

    @cached_property
    def capabilities(self) -> ElementTree.Element:
        """What libvirt says of the host. :raises CloudFault: it says nothing"""
        return self._libvirt("capabilities")

    @cached_property
    def domain_capabilities(self) -> ElementTree.Element:
        """What libvirt can give to domains of Nova's virt_type. :raises CloudFault: it can run no such domain"""
        return self._libvirt(f"domcapabilities --virttype {self.nova_conf.virt_type}")

    @cached_property
    def security_models(self) -> tuple[str, ...]:
        """By what libvirt keeps guests apart, sorted: apparmor, selinux."""
        models = (model.text or "" for model in self.capabilities.findall("host/secmodel/model"))
        return tuple(sorted(model for model in models if model not in {"dac", "none"}))

    def _libvirt(self, command: str) -> ElementTree.Element:
        result = self.access.service("nova_libvirt").run(f"{_VIRSH} {command}")
        if not result.ok:
            raise CloudFault(f"libvirt answers `virsh {command}`", result.stderr.strip() or f"exit status {result.rc}", self.name)
        return ElementTree.fromstring(result.stdout)  # noqa: S314 - libvirt's own output, of a host that we are root on


class AllFacts:
    """The facts of all compute hosts of a run, each read at most once."""

    def __init__(self, hosts: Hosts, profile: Profile, names: Iterable[str]) -> None:
        self._facts = {name: HostFacts(hosts.on(name), profile) for name in names}

    def of(self, name: str) -> HostFacts:
        """The facts of one host. :raises KeyError: it is no compute host"""
        return self._facts[name]

    def others(self, name: str) -> tuple[HostFacts, ...]:
        """The facts of all hosts but one, sorted by name."""
        return tuple(facts for other, facts in sorted(self._facts.items()) if other != name)
