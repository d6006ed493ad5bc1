"""What a test is about, in a few words; and the short names of hosts."""

from collections.abc import Mapping, Sequence

from conformance.report.run_file import TestRecord
from conformance.report.terminal.words import one_line

_LONGEST = 120


def about(test: TestRecord) -> str:
    """`live migration compute-01 to compute-02`, `boot on compute-01`, `clock_right on compute-01`; else the test's id."""
    what = test.invariant or (test.kind.replace("-", " ") if test.kind else None)
    if what is None:
        return one_line(test.id, _LONGEST)
    if test.pair:
        return one_line(f"{what} {test.pair.source} to {test.pair.destination}", _LONGEST)
    return one_line(f"{what} on {test.host}" if test.host else what, _LONGEST)


def short_names(hosts: Sequence[str]) -> Mapping[str, str]:
    """By host, its name without the domain, where all hosts have the same one and none is an address."""
    split = {host: host.partition(".") for host in hosts}
    firsts, domains = {first for first, _, _ in split.values()}, {domain for _, _, domain in split.values()}
    if len(domains) != 1 or len(firsts) < len(hosts) or any(first.isdecimal() for first in firsts):
        return {host: host for host in hosts}
    return {host: first for host, (first, _, _) in split.items()}
