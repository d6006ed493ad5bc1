"""What the terminal says about a run before it begins."""

import pytest

from conformance.plugin.facts import RunFacts


def what_will_be_run(facts: RunFacts, config: pytest.Config) -> list[str]:
    """Cloud, hosts, pairs, lanes and workers; which hosts take no part, and why; where the results will be."""
    site = facts.site
    hosts, pairs, lanes = len(site.hosts), len(site.pairs), len(facts.planned_hosts)
    # xdist counts its workers in --tx, even those that -n asked for
    workers = len(config.getoption("tx", None) or []) or 1
    lines = [
        f"conformance: cloud {site.cloud} by profile {site.profile}: {_count(hosts, 'compute host')}, {_count(pairs, 'ordered pair')}, "
        f"{_count(lanes, 'lane')} on {_count(workers, 'worker')}"
    ]
    lines.extend(f"  disabled: {host.name} ({host.disabled_reason or 'no reason given'})" for host in site.hosts if not host.enabled)
    lines.extend(f"  out of reach: {why}" for why in facts.out_of_reach.values())
    if facts.run_id:
        lines.append(f"  run {facts.run_id}, results in {facts.run_dir}")
    return lines


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
