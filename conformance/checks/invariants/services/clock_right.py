"""Clocks agree."""

from collections.abc import Sequence

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import nova_file
from conformance.model.invariant import About, NotApplicable

ABOUT = About(
    cause="compute-service-down",
    why="A service whose clock is behind seems not to report; tokens fail; and the logs of two hosts cannot be laid side by side.",
    remedy="chronyc tracking (or timedatectl) on the host: start its time service, and let it reach its servers.",
    practice="Keep the clocks of all hosts in step.",
    source=(nova_file("nova/servicegroup/drivers/db.py", "is_up"),),
)


def check_among(host: Host, others: Sequence[Host]) -> None:
    """The host's clock differs by no more than the profile allows from that of most other hosts, as far as could be measured."""
    clock = host.read("clock", host.facts.clock)
    measured = [other.facts.clock for other in others if other.facts.clock is not None]
    if not measured:
        raise NotApplicable(f"there is no other host to compare {host.name} with")
    middles = sorted((one.least + one.most) / 2 for one in (clock, *measured))
    usual = middles[len(middles) // 2]
    allowed = host.thresholds.clock_seconds
    # by how much it is off at the least, as it lies somewhere between the two
    off = max(clock.least - usual, usual - clock.most, 0.0)
    if off > allowed:
        ahead = "ahead of" if clock.least > usual else "behind"
        raise CloudFault(f"a clock within {allowed:g} s of the other hosts'", f"at least {off:.1f} s {ahead} them", host.name)
