"""The scheduler weighs hosts as the site wants."""

from conformance.checks.host import Cloud
from conformance.checks.scheduler import scheduler
from conformance.model.errors import CloudFault
from conformance.model.guides import NOVA_GUIDE
from conformance.model.invariant import About, NotApplicable

ABOUT = About(
    cause=None,
    why="With other weights instances are spread where they should be packed, or the other way round, and some hosts fill up first.",
    remedy="Correct weight_classes and the multipliers in [filter_scheduler] of every nova-scheduler, and restart them.",
    practice="Set weighers and their multipliers deliberately.",
    source=(NOVA_GUIDE.at("Scheduler Filters and Weights"),),
)


def check_cloud(cloud: Cloud) -> None:
    """Its weighers, and what their weights are multiplied by, are as the profile says."""
    limits = cloud.thresholds
    if limits.scheduler_weighers is None and not limits.scheduler_multipliers:
        raise NotApplicable("the profile leaves open how hosts are weighed (expect.thresholds.scheduler_weighers, scheduler_multipliers)")
    seen = scheduler(cloud)
    if limits.scheduler_weighers is not None and sorted(seen.weighers) != sorted(limits.scheduler_weighers):
        raise CloudFault(f"the scheduler's weighers: {', '.join(limits.scheduler_weighers)}", ", ".join(seen.weighers) or "none")
    for name, wanted in limits.scheduler_multipliers.items():
        multiplier = seen.multiplier(name)
        if multiplier != wanted:
            raise CloudFault(f"the scheduler's {name} = {wanted:g}", "not set" if multiplier is None else f"{multiplier:g}")
