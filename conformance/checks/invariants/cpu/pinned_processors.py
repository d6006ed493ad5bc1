"""The processors that guests are pinned to are there."""

from conformance.checks.comparison import some
from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import LIVE_MIGRATION_GUIDE, NOVA_GUIDE
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import ARRIVES
from conformance.probe.ranges import members

ABOUT = About(
    cause="numa-topology",
    why="nova-compute refuses to start with a set that names processors which are offline, or the same ones twice.",
    remedy="Correct [compute] cpu_dedicated_set and cpu_shared_set: two sets apart, of processors that lscpu shows online.",
    practice="Verify that the sets of dedicated CPUs exist on the host.",
    source=(NOVA_GUIDE.at("CPU Pinning and NUMA"), LIVE_MIGRATION_GUIDE.at("root cause 6")),
    stops=ARRIVES,
)


def check(host: Host) -> None:
    """cpu_dedicated_set and cpu_shared_set name processors that the host has, and none of them both."""
    dedicated, shared = members(host.conf.cpu_dedicated_set), members(host.conf.cpu_shared_set)
    if not dedicated and not shared:
        raise NotApplicable("no processors are set apart for guests")
    host.require("numa")
    there = {cpu for node in host.facts.numa for cpu in members(node.cpus)} or set(range(host.cpu.count))
    if lost := sorted((dedicated | shared) - there):
        raise CloudFault("the processors of cpu_dedicated_set and cpu_shared_set are there", f"missing: {some(map(str, lost))}", host.name)
    if double := sorted(dedicated & shared):
        raise CloudFault("no processor both in cpu_dedicated_set and in cpu_shared_set", some(map(str, double)), host.name)
