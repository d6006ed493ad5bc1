"""Placement's providers are Nova's hypervisors."""

from conformance.checks.comparison import some
from conformance.checks.host import Cloud
from conformance.input.names import short_name
from conformance.model.errors import CloudFault
from conformance.model.guides import NOVA_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause="no-valid-host",
    why="A hypervisor without provider gets no instance; a provider without hypervisor (a host was renamed) takes them to nowhere.",
    remedy="openstack resource provider list against openstack hypervisor list; delete a stale provider once it holds no allocation.",
    practice="See that resource providers match hypervisors.",
    source=(NOVA_GUIDE.at("Deploy: post-deploy verification"),),
)


def check_cloud(cloud: Cloud) -> None:
    """Every hypervisor has a root resource provider of its name, and every such provider with processors is a hypervisor.

    Of a cell that does not answer, Nova lists no hypervisors: those of its hosts are not missed.
    """
    cloud.require("services")
    cloud.require("hypervisors")
    cloud.require("providers")
    computing = {provider.name for provider in cloud.facts.providers if {"VCPU", "PCPU"} & set(provider.inventory)}
    known = set(cloud.facts.hypervisors)
    if lost := sorted(known - {provider.name for provider in cloud.facts.providers}):
        raise CloudFault("every hypervisor has a resource provider of its name", f"none: {some(lost)}")
    silent = {short_name(service.host) for service in cloud.facts.services if not service.cell_answers}
    if stale := sorted(name for name in computing - known if short_name(name) not in silent):
        raise CloudFault("every resource provider with processors is a hypervisor", f"not in Nova: {some(stale)}")
