"""The scheduler has the filters that it needs."""

from conformance.checks.comparison import some
from conformance.checks.host import Cloud
from conformance.checks.scheduler import scheduler
from conformance.model.errors import CloudFault
from conformance.model.guides import NOVA_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause="numa-topology",
    why="Without NUMATopologyFilter a pinned instance is sent to a host that has no processors or pages left for it, and fails there.",
    remedy="Add the filter to [filter_scheduler] enabled_filters of every nova-scheduler, and restart them.",
    practice="Have the filters enabled that the flavors need, NUMATopologyFilter among them.",
    source=(NOVA_GUIDE.at("CPU Pinning and NUMA"), NOVA_GUIDE.at("Scheduler Filters and Weights")),
)

_NUMA = "NUMATopologyFilter"


def check_cloud(cloud: Cloud) -> None:
    """Those that the profile asks for are enabled, and NUMATopologyFilter where there are flavors with processors, nodes or pages."""
    cloud.require("numa_flavors")
    enabled = scheduler(cloud).filters
    if lost := [name for name in cloud.thresholds.scheduler_filters if name not in enabled]:
        raise CloudFault(f"the scheduler's filters include {', '.join(lost)}", f"enabled: {', '.join(enabled) or 'none'}")
    pinned = cloud.facts.numa_flavors
    if pinned and _NUMA not in enabled:
        raise CloudFault(f"{_NUMA} is enabled, as flavors need it: {some(pinned)}", f"enabled: {', '.join(enabled) or 'none'}")
