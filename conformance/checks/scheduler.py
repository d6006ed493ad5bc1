"""What nova-scheduler is configured to do, with Nova's defaults where its file does not say."""

from collections.abc import Mapping

from conformance.checks.host import Cloud
from conformance.model.errors import CloudFault
from conformance.model.invariant import NotApplicable
from conformance.probe import oslo_config

_FILTERS = (
    "ComputeFilter",
    "ComputeCapabilitiesFilter",
    "ImagePropertiesFilter",
    "ServerGroupAntiAffinityFilter",
    "ServerGroupAffinityFilter",
)
ALL_WEIGHERS = "all_weighers"


class Scheduler:
    """Its [filter_scheduler]. Filters and weighers are known by their class's name, wherever that is."""

    def __init__(self, options: Mapping[str, str]) -> None:
        self._options = options

    @property
    def filters(self) -> tuple[str, ...]:
        """Those that are enabled."""
        said = self._options.get("enabled_filters")
        return _FILTERS if said is None else _names(said)

    @property
    def weighers(self) -> tuple[str, ...]:
        """Those that are used; all_weighers stands for all that Nova has."""
        said = self._options.get("weight_classes")
        return (ALL_WEIGHERS,) if said is None else _names(said)

    def multiplier(self, name: str) -> float | None:
        """By what a weight is multiplied; None where the file does not say. :raises CloudFault: its value is no number"""
        said = self._options.get(name)
        try:
            return None if said is None else float(said)
        except ValueError:
            raise CloudFault(f"[filter_scheduler] {name} is a number", said or "") from None


def scheduler(cloud: Cloud) -> Scheduler:
    """The cloud's scheduler.

    :raises NotApplicable: the profile does not say where it can be read
    :raises SuiteFault: it could not be read
    """
    control = cloud.facts.control
    cloud.require_of_control("scheduler")
    if control.scheduler is None:
        raise NotApplicable(
            "it is not known on which hosts nova_scheduler runs, so its file is not read (services.nova_scheduler.hosts in the profile)"
        )
    return Scheduler(control.scheduler)


def _names(said: str) -> tuple[str, ...]:
    return tuple(one.rpartition(".")[2] for one in oslo_config.as_list(said))
